import QtQuick
import Magpie

// An invitation as a link, and as a code for a phone.
Sheet {
    id: sheet

    // {link, code, admin, busy, error}
    required property var invite

    title: invite.admin ? qsTr("Your invitation, as administrator") : qsTr("Invite somebody")
    wanted: 400

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

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
                source: sheet.invite.code
                smooth: false
                fillMode: Image.PreserveAspectFit
                Accessible.role: Accessible.Graphic
                Accessible.name: sheet.invite.link
            }

            Label {
                anchors.centerIn: parent
                width: parent.width - 32
                visible: sheet.invite.code.toString() === ""
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: sheet.invite.busy ? qsTr("Asking the server…") : sheet.invite.error
                color: "#5B6672"
            }
        }

        Paragraph {
            width: parent.width - 48
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Whoever opens the link, or reads the code with a phone, makes one account with it.")
        }

        Paragraph {
            width: parent.width - 48
            horizontalAlignment: Text.AlignHCenter
            text: sheet.invite.link
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 3
            elide: Text.ElideRight
            font.pixelSize: Theme.small
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 8

            PushButton {
                text: qsTr("Another one")
                visible: !sheet.invite.admin
                enabled: !sheet.invite.busy
                onClicked: sheet.invite.make(false)
            }

            PushButton {
                text: qsTr("Copy link")
                glyph: Icons.copy
                filled: true
                focus: true
                enabled: sheet.invite.link !== ""
                onClicked: sheet.invite.copy()
            }
        }
    }
}
