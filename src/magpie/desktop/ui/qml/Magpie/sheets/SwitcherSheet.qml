pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Ctrl+K: jump to anyone or anything by the beginning of a name, or by what was written.
Sheet {
    id: sheet

    required property var switcher
    property string label: qsTr("Jump to a person, a chat or a message")

    signal jumped

    wanted: 520
    closable: true
    onOpened: {
        field.clear();
        switcher.begin();
        field.forceActiveFocus();
    }

    Column {
        width: parent.width
        topPadding: sheet.title === "" ? 12 : 0
        bottomPadding: 8

        SearchField {
            id: field

            x: 12
            width: parent.width - 24
            focus: true
            label: sheet.label
            onTextChanged: {
                sheet.switcher.text = text;
                list.currentIndex = 0;
            }
            onGone: sheet.close()
            onAccepted: sheet.take(list.currentIndex)
            Keys.onDownPressed: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
        }

        Item {
            width: 1
            height: 8
        }

        ListView {
            id: list

            width: parent.width
            height: 400
            model: sheet.switcher
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Search results")
            T.ScrollBar.vertical: SlimScrollBar {}

            section.property: "section"
            section.delegate: SectionLabel {
                required property string section

                width: list.width
                text: section
            }

            delegate: ResultRow {
                width: list.width
                highlighted: ListView.isCurrentItem
                onClicked: sheet.take(index)
            }

            Label {
                anchors.centerIn: parent
                visible: list.count === 0
                text: qsTr("Nothing found")
                color: Theme.secondary
            }
        }
    }

    function take(index: int): void {
        if (index < 0 || index >= list.count)
            return;
        switcher.open(index);
        close();
        jumped();
    }
}
