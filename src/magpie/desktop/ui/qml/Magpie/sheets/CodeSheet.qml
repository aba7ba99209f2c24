import QtQuick
import Magpie

// One's own address, or an invitation, as a code to be read by another device.
Sheet {
    id: sheet

    // {link, code, busy, error, note, name}
    required property var view

    title: view.inviting ? qsTr("Invitation") : qsTr("My code")
    wanted: 380
    onOpened: view.show(false)

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        Choice {
            anchors.horizontalCenter: parent.horizontalCenter
            label: qsTr("What the code is for")
            value: sheet.view.inviting ? "invite" : "me"
            options: [
                {
                    "value": "me",
                    "text": qsTr("My address")
                },
                {
                    "value": "invite",
                    "text": qsTr("Invite somebody")
                }
            ]
            onChosen: value => sheet.view.show(value === "invite")
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 240
            height: 240
            radius: Theme.bubbleCorner
            color: "#FFFFFF"
            border.width: 1
            border.color: Theme.line

            Image {
                anchors.centerIn: parent
                width: 212
                height: 212
                source: sheet.view.code
                smooth: false
                fillMode: Image.PreserveAspectFit
                Accessible.role: Accessible.Graphic
                Accessible.name: sheet.view.link
            }

            Label {
                anchors.centerIn: parent
                width: parent.width - 32
                visible: sheet.view.code.toString() === ""
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: sheet.view.busy ? qsTr("Asking the server…") : sheet.view.error
                color: "#5B6672"
            }
        }

        Paragraph {
            width: parent.width - 48
            horizontalAlignment: Text.AlignHCenter
            text: sheet.view.note
        }

        Paragraph {
            width: parent.width - 48
            horizontalAlignment: Text.AlignHCenter
            text: sheet.view.link
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 3
            elide: Text.ElideRight
            font.pixelSize: Theme.small
        }

        PushButton {
            anchors.horizontalCenter: parent.horizontalCenter
            text: qsTr("Copy link")
            glyph: Icons.copy
            focus: true
            enabled: sheet.view.link !== ""
            onClicked: sheet.view.copy()
        }
    }
}
