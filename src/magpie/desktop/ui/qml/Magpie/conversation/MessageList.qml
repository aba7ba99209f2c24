pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The messages of a conversation, newest at the bottom; older ones join above without a jump.
FocusScope {
    id: pane

    required property var view
    required property var player
    // How far below what is seen the newest message is.
    readonly property real distance: list.originY + list.contentHeight - list.contentY - list.height
    readonly property bool near: distance < 48

    signal menuWanted(var row, real x, real y)
    signal senderWanted(var row, Item place)
    signal deleteWanted

    // The message a part of whose text is marked, if any: one at a time.
    property TextEdit marked: null

    function mark(body: TextEdit): void {
        if (marked !== null && marked !== body)
            marked.deselect();
        marked = body;
    }

    // Ctrl+C: a part of a message, or the messages that are chosen.
    function copy(): void {
        if (view.chosen.active)
            view.chosen.copy();
        else if (marked !== null && marked.selectedText !== "")
            view.chosen.copyText(marked.selectedText);
        else if (list.activeFocus && list.currentItem)
            view.deeds.copy((list.currentItem as MessageRow).key);
    }

    // Whoever reads the newest goes on reading the newest; asked late, for they may have gone up meanwhile.
    function stay(): void {
        if (view.watching)
            list.positionViewAtBeginning();
    }

    function toNewest(): void {
        view.jumpToNewest();
        list.positionViewAtBeginning();
        view.watching = true;
    }

    function show(index: int): void {
        if (index < 0)
            return;
        list.positionViewAtIndex(index, ListView.Center);
        view.watching = near;
    }

    ListView {
        id: list

        objectName: "messages"

        anchors.fill: parent
        focus: true
        model: pane.view.messages
        verticalLayoutDirection: ListView.BottomToTop
        clip: true
        reuseItems: true
        cacheBuffer: 600
        boundsBehavior: Flickable.StopAtBounds
        // The mouse chooses by dragging; a finger and the wheel scroll.
        acceptedButtons: Qt.NoButton
        maximumFlickVelocity: 8000
        activeFocusOnTab: true
        highlightMoveDuration: 0
        topMargin: 12
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")
        T.ScrollBar.vertical: SlimScrollBar {}

        onContentYChanged: {
            if (contentY - originY < height * 1.5)
                pane.view.loadOlder();
            if (originY + contentHeight - contentY - height < height)
                pane.view.loadNewer();
        }
        onCountChanged: Qt.callLater(pane.stay)
        // The line below grows and shrinks: who reads the newest goes on reading the newest.
        onHeightChanged: pane.stay()
        Keys.onPressed: event => {
            if (event.key === Qt.Key_End) {
                pane.toNewest();
                event.accepted = true;
            } else if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown) {
                pane.page(event.key === Qt.Key_PageUp ? -1 : 1);
                event.accepted = true;
            } else if (currentItem && (event.key === Qt.Key_Menu || event.key === Qt.Key_Return)) {
                pane.menuWanted(currentItem as MessageRow, 80, 20);
                event.accepted = true;
            } else if (currentItem && event.key === Qt.Key_Space) {
                pane.view.chosen.toggle((currentItem as MessageRow).key);
                event.accepted = true;
            } else if (pane.view.chosen.active && event.key === Qt.Key_Delete) {
                pane.deleteWanted();
                event.accepted = true;
            } else if (event.matches(StandardKey.Copy)) {
                pane.copy();
                event.accepted = true;
            }
        }

        delegate: MessageRow {
            id: row

            width: list.width
            group: pane.view.group !== null
            player: pane.player
            choosing: pane.view.chosen.active
            onToggled: {
                list.currentIndex = index;
                list.forceActiveFocus();
                pane.view.chosen.toggle(key);
            }
            onTextPicked: body => pane.mark(body)
            onMenuWanted: (x, y) => pane.menuWanted(row, x, y)
            onLinkActivated: link => pane.view.deeds.follow(key, link)
            onReactionToggled: emoji => pane.view.deeds.react(key, emoji)
            onQuoteActivated: key => pane.view.jumpTo(key)
            onFileAction: action => pane.view.files.act(key, action)
            onRetryWanted: pane.view.deeds.retry(key)
            onReplyWanted: pane.view.writing.replyTo(key)
            onSenderWanted: place => pane.senderWanted(row, place)

            FocusRing {
                anchors.margins: 1
                shown: list.activeFocus && row.ListView.isCurrentItem
            }
        }

        header: Item {
            width: list.width
            height: typing.visible ? 46 : 8

            Bubble {
                id: typing

                visible: pane.view.whom.typing
                x: 16
                y: 6
                width: 54
                height: 32

                TypingLine {
                    anchors.centerIn: parent
                }
            }
        }

        footer: Item {
            width: list.width
            height: pane.view.beginning === "" && !pane.view.loading ? 0 : 44

            Label {
                anchors.centerIn: parent
                text: pane.view.loading ? qsTr("Loading older messages…") : pane.view.beginning
                font.pixelSize: Theme.small
                color: Theme.secondary
            }
        }
    }

    // From beside a message over others: they are chosen together, and the list follows at its edges.
    DragHandler {
        id: drag

        property int from: -1

        function rowAt(y: real): int {
            return list.indexAt(list.width / 2, list.contentY + Math.max(1, Math.min(list.height - 1, y)));
        }

        function reach(): void {
            const to = rowAt(centroid.position.y);
            if (from >= 0 && to >= 0)
                pane.view.chosen.span(from, to);
        }

        target: null
        acceptedDevices: PointerDevice.Mouse
        acceptedButtons: Qt.LeftButton
        onActiveChanged: {
            if (!active)
                return;
            from = rowAt(centroid.pressPosition.y);
            pane.view.chosen.begin();
            list.forceActiveFocus();
            reach();
        }
        onCentroidChanged: if (active)
            reach()
    }

    Timer {
        interval: 16
        repeat: true
        running: drag.active && (drag.centroid.position.y < 24 || drag.centroid.position.y > pane.height - 24)
        onTriggered: {
            pane.scroll(drag.centroid.position.y < 24 ? -12 : 12);
            drag.reach();
        }
    }

    // Where the person has moved to, not what grew or shrank by itself.
    Connections {
        target: list

        function onMovingChanged(): void {
            pane.view.watching = pane.near;
        }
    }

    function page(direction: int): void {
        scroll(direction * (list.height - 60));
    }

    function scroll(by: real): void {
        const most = list.originY + list.contentHeight - list.height;
        list.contentY = Math.max(list.originY, Math.min(most, list.contentY + by));
        view.watching = near;
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0 && !pane.view.loading
        glyph: Icons.chats
        title: qsTr("No messages yet")
        note: pane.view.group !== null ? (pane.view.group.canSpeak && pane.view.group.refused === "" ? qsTr("Be the first to say something.") : "") : qsTr("Say hello to %1.").arg(pane.view.whom.name)
    }

    JumpButton {
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 12
        visible: list.count > 0 && (pane.distance > 200 || !pane.view.messages.atEnd)
        count: pane.view.below
        onClicked: pane.toNewest()
    }

    Connections {
        target: pane.view

        function onPointed(index: int): void {
            pane.show(index);
        }
    }

    Connections {
        target: pane.view.writing

        function onSent(): void {
            pane.toNewest();
        }
    }
}
