import QtQuick
import Magpie

// A new password for the account in use.
Sheet {
    id: sheet

    required property var me

    title: qsTr("Change password")
    wanted: 400
    onOpened: {
        first.text = "";
        second.text = "";
        me.passwordError = "";
    }

    function done(): void {
        me.changePassword(first.text, second.text);
    }

    Connections {
        target: sheet.me

        function onPasswordChanged(): void {
            sheet.close();
        }
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        PasswordField {
            id: first

            width: parent.width - 48
            focus: true
            label: qsTr("New password")
            error: sheet.me.passwordError
            onAccepted: second.forceActiveFocus()
        }

        PasswordField {
            id: second

            width: parent.width - 48
            label: qsTr("Once more")
            onAccepted: sheet.done()
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Change")
                filled: true
                enabled: first.text !== "" && second.text !== ""
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
