pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The list of chats, with the search over everything above it.
FocusScope {
    id: pane

    required property var shell
    property bool narrow: false
    readonly property var chats: shell.chats
    readonly property bool searching: shell.search.text !== ""

    signal opened
    signal newChatWanted
    signal peopleWanted
    signal exportWanted(string key)

    function focusSearch(): void {
        field.forceActiveFocus();
        field.selectAll();
    }

    function focusList(): void {
        list.forceActiveFocus();
    }

    PaneBar {
        id: bar

        width: parent.width
        title: qsTr("Chats")

        IconButton {
            label: qsTr("New chat")
            keys: "Ctrl+N"
            glyph: Icons.newChat
            onClicked: pane.newChatWanted()
        }
    }

    SearchField {
        id: field

        x: 12
        y: bar.height
        width: parent.width - 24
        label: qsTr("Search people and messages")
        text: pane.shell.search.text
        onTextChanged: pane.shell.search.text = text
        Keys.onDownPressed: (pane.searching ? results : list).forceActiveFocus()
        onAccepted: if (pane.searching)
            results.openFirst()
    }

    ThinLine {
        id: trouble

        y: field.y + field.height + 8
        width: parent.width
        text: pane.shell.trouble.text
        serious: pane.shell.trouble.serious
        action: pane.shell.trouble.action
        onActed: pane.shell.trouble.act()
    }

    Item {
        id: room

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: trouble.bottom
        anchors.bottom: parent.bottom

        ListView {
            id: list

            anchors.fill: parent
            visible: !pane.searching
            model: pane.chats
            clip: true
            reuseItems: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: true
            highlightFollowsCurrentItem: true
            highlightMoveDuration: 0
            currentIndex: pane.chats.current
            topMargin: 2
            bottomMargin: 8
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Chats")
            Keys.onReturnPressed: open(currentIndex)
            Keys.onEnterPressed: open(currentIndex)
            Keys.onMenuPressed: if (currentItem)
                menu.popupFor(currentItem, 80, 40)
            T.ScrollBar.vertical: SlimScrollBar {}

            function open(index: int): void {
                if (index >= 0) {
                    pane.chats.open(index);
                    pane.opened();
                }
            }

            header: ArchiveRow {
                width: list.width
                visible: pane.chats.archived || pane.chats.archivedCount > 0
                height: visible ? implicitHeight : 0
                open: pane.chats.archived
                count: pane.chats.archivedCount
                onClicked: pane.chats.archived = !pane.chats.archived
            }

            delegate: ChatRow {
                width: list.width
                highlighted: key === pane.chats.currentKey || (ListView.isCurrentItem && list.activeFocus)
                onClicked: list.open(index)
                onMenuWanted: (x, y) => menu.popupFor(this, x, y)

                FocusRing {
                    anchors.leftMargin: 8
                    anchors.rightMargin: 8
                    anchors.topMargin: 1
                    anchors.bottomMargin: 1
                    shown: list.activeFocus && parent.ListView.isCurrentItem
                }
            }
        }

        SearchResults {
            id: results

            anchors.fill: parent
            visible: pane.searching
            search: pane.shell.search
            onOpened: pane.opened()
        }

        SkeletonRows {
            width: parent.width
            running: pane.chats.loading
        }

        EmptyState {
            anchors.centerIn: parent
            visible: !pane.searching && !pane.chats.loading && list.count === 0
            glyph: pane.chats.archived ? Icons.archive : Icons.chats
            title: pane.chats.archived ? qsTr("Nothing is archived") : qsTr("No chats yet")
            note: pane.chats.archived ? "" : qsTr("See who is here and say hello.")
            action: pane.chats.archived ? "" : qsTr("See who is here")
            onActed: pane.peopleWanted()
        }
    }

    ChatMenu {
        id: menu

        chats: pane.chats
        onExportWanted: key => pane.exportWanted(key)
        onMuteWanted: mute.popup(place, at.x, at.y)
        onDeleteWanted: sure.open()

        property Item place: null
        property point at: Qt.point(0, 0)
        property string name: ""

        function popupFor(row: var, x: real, y: real): void {
            place = row;
            at = Qt.point(x, y);
            key = row.key;
            name = row.name;
            pinned = row.pinned;
            muted = row.muted;
            archived = pane.chats.archived;
            unread = row.unread > 0 || row.marked;
            popup(row, x, y);
        }
    }

    MuteMenu {
        id: mute

        onChosen: choice => pane.chats.mute(menu.key, choice)
    }

    QuestionSheet {
        id: sure

        title: qsTr("Delete the chat with %1?").arg(menu.name)
        text: qsTr("Its messages go from this computer. The others keep theirs, and so does the server.")
        yes: qsTr("Delete")
        danger: true
        onAgreed: pane.chats.delete(menu.key)
    }
}
