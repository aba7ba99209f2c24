pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The messages of a conversation, newest at the bottom; older ones join above without a jump.
FocusScope {
    id: pane

    required property var view
    // How far below what is seen the newest message is.
    readonly property real distance: list.originY + list.contentHeight - list.contentY - list.height
    readonly property bool near: distance < 48

    signal menuWanted(MessageRow row, real x, real y)
    signal senderWanted(MessageRow row, Item place)

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
        onCountChanged: if (pane.view.watching)
            Qt.callLater(positionViewAtBeginning)
        // The line below grows and shrinks: who reads the newest goes on reading the newest.
        onHeightChanged: {
            if (pane.view.watching)
                positionViewAtBeginning();
        }
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
            } else if (currentItem && event.matches(StandardKey.Copy)) {
                pane.view.deeds.copy((currentItem as MessageRow).key);
                event.accepted = true;
            }
        }

        delegate: MessageRow {
            id: row

            width: list.width
            group: pane.view.group !== null
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

    // Where the person has moved to, not what grew or shrank by itself.
    Connections {
        target: list

        function onMovingChanged(): void {
            pane.view.watching = pane.near;
        }
    }

    function page(direction: int): void {
        const most = list.originY + list.contentHeight - list.height;
        list.contentY = Math.max(list.originY, Math.min(most, list.contentY + direction * (list.height - 60)));
        view.watching = near;
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0 && !pane.view.loading
        glyph: Icons.chats
        title: qsTr("No messages yet")
        note: pane.view.group !== null ? (pane.view.group.canSpeak ? qsTr("Be the first to say something.") : "") : qsTr("Say hello to %1.").arg(pane.view.whom.name)
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
