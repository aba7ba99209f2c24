import QtQuick
import Magpie

// An invitation is pasted as a link or as a picture of its code, or its picture is dropped.
Sheet {
    id: sheet

    required property var signIn

    title: qsTr("Use an invitation")
    onOpened: {
        field.text = "";
        signIn.invitationError = "";
        field.forceActiveFocus();
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        Paragraph {
            width: parent.width - 48
            text: qsTr("Paste the link that you were sent, or a picture of its code. You can also drop the picture here.")
        }

        Field {
            id: field

            width: parent.width - 48
            focus: true
            label: qsTr("Invitation link")
            placeholder: "xmpp:…"
            error: sheet.signIn.invitationError
            onAccepted: sheet.take(text)
        }

        Row {
            layoutDirection: Qt.RightToLeft
            spacing: 8
            width: parent.width - 48

            PushButton {
                text: qsTr("Continue")
                filled: true
                enabled: field.text.trim() !== ""
                onClicked: sheet.take(field.text)
            }

            PushButton {
                text: qsTr("Paste link or picture")
                glyph: Icons.qr
                onClicked: if (sheet.signIn.readClipboard())
                    sheet.close()
            }
        }
    }

    function take(text: string): void {
        if (signIn.readInvitation(text))
            close();
    }

    DropArea {
        anchors.fill: parent
        onDropped: drop => {
            if (sheet.signIn.readDrop(drop.urls, drop.text))
                sheet.close();
        }
    }
}
