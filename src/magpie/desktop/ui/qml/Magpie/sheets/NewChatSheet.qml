import QtQuick
import Magpie

// A chat with anybody, by address; whoever is known is easier found with Ctrl+K.
Sheet {
    id: sheet

    required property var shell
    property bool contact: false

    signal started

    title: contact ? qsTr("Add a contact") : qsTr("New chat")
    wanted: 400
    onOpened: {
        address.text = "";
        name.text = "";
        shell.newChat.error = "";
        address.forceActiveFocus();
    }

    function done(): void {
        if (shell.newChat.start(address.text, name.text, contact)) {
            close();
            started();
        }
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        AccountPick {
            width: parent.width - 48
            shell: sheet.shell
        }

        Field {
            id: address

            width: parent.width - 48
            focus: true
            label: qsTr("Address")
            placeholder: qsTr("name, or name@server")
            error: sheet.shell.newChat.error
            hints: Qt.ImhNoAutoUppercase | Qt.ImhEmailCharactersOnly
            onAccepted: sheet.done()
        }

        Field {
            id: name

            width: parent.width - 48
            visible: sheet.contact
            label: qsTr("Name")
            note: qsTr("Only you see it. You may leave it empty.")
            maximumLength: 80
            onAccepted: sheet.done()
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: sheet.contact ? qsTr("Add") : qsTr("Start")
                filled: true
                enabled: address.text.trim() !== ""
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
