pragma ComponentBehavior: Bound

import QtQuick
import QtQml
import Magpie

// What the picture on the rail opens: one's accounts, whether one is here, the profile.
PopupMenu {
    id: menu

    required property var shell

    signal profileWanted
    signal codeWanted
    signal accountWanted

    implicitWidth: 300

    Instantiator {
        model: menu.shell.accounts
        onObjectAdded: (index, object) => menu.insertItem(index, object)
        onObjectRemoved: (index, object) => menu.removeItem(object)

        AccountItem {
            required property string key

            required name
            required standing
            required initials
            required tint
            required picture
            required show
            required unread
            required current

            onTriggered: menu.shell.accounts.choose(key)
        }
    }

    MenuLine {}

    ShowItem {
        me: menu.shell.me
        wanted: "online"
        text: qsTr("Online")
    }

    ShowItem {
        me: menu.shell.me
        wanted: "away"
        text: qsTr("Away")
    }

    ShowItem {
        me: menu.shell.me
        wanted: "busy"
        text: qsTr("Busy")
    }

    ShowItem {
        me: menu.shell.me
        wanted: "offline"
        text: qsTr("Hidden")
    }

    MenuLine {}

    PopupMenuItem {
        text: qsTr("Edit profile")
        glyph: Icons.edit
        onTriggered: menu.profileWanted()
    }

    PopupMenuItem {
        text: qsTr("My code")
        glyph: Icons.qr
        onTriggered: menu.codeWanted()
    }

    PopupMenuItem {
        text: qsTr("Add an account")
        glyph: Icons.plus
        onTriggered: menu.accountWanted()
    }
}
