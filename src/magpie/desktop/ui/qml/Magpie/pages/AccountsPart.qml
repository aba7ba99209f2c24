pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// One's own accounts.
SettingsPart {
    id: part

    required property var shell

    signal profileWanted
    signal codeWanted
    signal accountWanted
    signal passwordWanted

    title: qsTr("Account")

    Repeater {
        model: part.shell.accounts

        AccountLine {
            width: parent ? parent.width : 0
            onChosen: part.shell.accounts.choose(key)
            onConnectWanted: part.shell.accounts.reconnect(key)
            onSignOutWanted: part.shell.accounts.signOut(key)
            onForgetWanted: part.shell.accounts.forget(key)
        }
    }

    Flow {
        x: 12
        width: parent.width - 24
        topPadding: 6
        bottomPadding: 6
        spacing: 8

        PushButton {
            text: qsTr("Edit profile")
            glyph: Icons.edit
            onClicked: part.profileWanted()
        }

        PushButton {
            text: qsTr("My code")
            glyph: Icons.qr
            onClicked: part.codeWanted()
        }

        PushButton {
            text: qsTr("Change password")
            glyph: Icons.lock
            onClicked: part.passwordWanted()
        }

        PushButton {
            text: qsTr("Add an account")
            glyph: Icons.plus
            onClicked: part.accountWanted()
        }
    }
}
