pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Who is here: everyone of the server, those online first.
FocusScope {
    id: pane

    required property var shell
    readonly property var people: shell.people

    signal opened
    signal addWanted
    signal profileWanted(string key)

    function focusList(): void {
        list.forceActiveFocus();
    }

    function focusSearch(): void {
        field.forceActiveFocus();
    }

    PaneBar {
        id: bar

        width: parent.width
        title: qsTr("Who is here")
        note: pane.people.summary

        IconButton {
            label: qsTr("Add a contact")
            glyph: Icons.invite
            onClicked: pane.addWanted()
        }
    }

    SearchField {
        id: field

        x: 12
        y: bar.height
        width: parent.width - 24
        label: qsTr("Search people")
        onTextChanged: pane.people.filter = text
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

        objectName: "peopleRows"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: trouble.bottom
        anchors.bottom: parent.bottom
        model: pane.people
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        highlightMoveDuration: 0
        bottomMargin: 8
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Who is here")
        Keys.onReturnPressed: open(currentIndex)
        Keys.onEnterPressed: open(currentIndex)
        T.ScrollBar.vertical: SlimScrollBar {}

        function open(index: int): void {
            if (index >= 0 && index < count) {
                pane.people.open(index);
                pane.opened();
            }
        }

        // Who asks to be a contact stands above all others, also when they come later.
        header: Column {
            width: list.width
            onHeightChanged: if (list.contentY <= 0)
                Qt.callLater(list.positionViewAtBeginning)

            Repeater {
                model: pane.people.requests

                RequestRow {
                    x: 8
                    width: list.width - 16
                    onAnswered: yes => pane.people.answer(key, yes)
                }
            }
        }

        section.property: "section"
        section.delegate: SectionLabel {
            required property string section

            width: list.width
            text: section
        }

        delegate: PersonRow {
            width: list.width
            highlighted: ListView.isCurrentItem && list.activeFocus
            onClicked: list.currentIndex = index
            onOpened: list.open(index)
            onMenuWanted: (x, y) => {
                list.currentIndex = index;
                pane.profileWanted(key);
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

    SkeletonRows {
        anchors.top: list.top
        width: parent.width
        running: pane.people.loading
    }

    EmptyState {
        anchors.centerIn: list
        visible: list.count === 0 && !pane.people.loading
        glyph: field.text === "" ? Icons.people : Icons.search
        title: field.text === "" ? qsTr("Nobody here yet") : qsTr("Nobody found")
        note: field.text === "" ? qsTr("Invite somebody, or add a contact by address.") : qsTr("No name and no address begins with “%1”.").arg(field.text)
        action: field.text === "" ? qsTr("Add a contact") : ""
        onActed: pane.addWanted()
    }
}
