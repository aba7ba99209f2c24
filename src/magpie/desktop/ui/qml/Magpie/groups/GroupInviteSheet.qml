import QtQuick
import Magpie

// Others into a group: people one knows, or the link to give away.
Sheet {
    id: sheet

    required property var people
    property var group: null

    title: qsTr("Invite into the group")
    wanted: 420
    onOpened: {
        list.begin();
        list.forceActiveFocus();
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 20
        spacing: 12

        PickList {
            id: list

            width: parent.width - 48
            people: sheet.people
            focus: true
        }

        Item {
            width: parent.width - 48
            height: 36

            PushButton {
                text: qsTr("Copy link")
                glyph: Icons.link
                onClicked: sheet.group.copyLink()
            }

            PushButton {
                anchors.right: parent.right
                text: qsTr("Invite")
                filled: true
                enabled: sheet.people.chosen.length > 0
                onClicked: {
                    sheet.group.invite(sheet.people.chosen);
                    sheet.close();
                }
            }
        }
    }
}
