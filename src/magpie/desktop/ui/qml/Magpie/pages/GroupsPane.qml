pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// One's groups, the invitations to others above them, and the ways to more.
FocusScope {
    id: pane

    required property var shell
    readonly property var groups: shell.groups

    signal opened
    signal createWanted
    signal findWanted

    function focusList(): void {
        list.forceActiveFocus();
    }

    PaneBar {
        id: bar

        width: parent.width
        title: qsTr("Groups")

        IconButton {
            visible: pane.groups.available
            label: qsTr("Find a group")
            glyph: Icons.globe
            onClicked: pane.findWanted()
        }

        IconButton {
            visible: pane.groups.available
            label: qsTr("New group")
            keys: "Ctrl+G"
            glyph: Icons.plus
            onClicked: pane.createWanted()
        }
    }

    SearchField {
        id: field

        x: 12
        y: bar.height
        width: parent.width - 24
        label: qsTr("Search groups")
        onTextChanged: pane.groups.filter = text
        Keys.onDownPressed: list.forceActiveFocus()
        onAccepted: list.open(0)
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

    ListView {
        id: list

        objectName: "groupRows"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: trouble.bottom
        anchors.bottom: parent.bottom
        model: pane.groups
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        highlightMoveDuration: 0
        bottomMargin: 8
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Groups")
        Keys.onReturnPressed: open(currentIndex)
        Keys.onEnterPressed: open(currentIndex)
        T.ScrollBar.vertical: SlimScrollBar {}

        function open(index: int): void {
            if (index >= 0 && index < count) {
                pane.groups.open(index);
                pane.opened();
            }
        }

        header: Column {
            width: list.width
            bottomPadding: pane.groups.waiting > 0 ? 8 : 0
            onHeightChanged: if (list.contentY <= 0)
                Qt.callLater(list.positionViewAtBeginning)

            Repeater {
                model: pane.groups.invitations

                RequestRow {
                    x: 8
                    width: list.width - 16
                    asks: qsTr("Invitation to %1").arg(name)
                    yes: qsTr("Join")
                    onAnswered: yes => pane.groups.answer(key, yes)
                }
            }
        }

        delegate: GroupRow {
            width: list.width
            highlighted: key === pane.shell.chats.currentKey || (ListView.isCurrentItem && list.activeFocus)
            onClicked: {
                list.currentIndex = index;
                list.open(index);
            }

            FocusRing {
                anchors.leftMargin: 8
                anchors.rightMargin: 8
                anchors.topMargin: 1
                anchors.bottomMargin: 1
                shown: list.activeFocus && parent.ListView.isCurrentItem
            }
        }
    }

    EmptyState {
        anchors.centerIn: list
        visible: list.count === 0 && pane.groups.waiting === 0
        glyph: field.text === "" ? Icons.groups : Icons.search
        title: field.text === "" ? qsTr("No groups yet") : qsTr("Nothing found")
        note: field.text === "" && pane.groups.available ? qsTr("Talk with several at once. Whoever comes later finds what was said.") : ""
        action: field.text === "" && pane.groups.available ? qsTr("New group") : ""
        onActed: pane.createWanted()
    }
}
