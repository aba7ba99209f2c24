pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// The way between the parts of the window: upright at the left, or along the bottom.
FocusScope {
    id: rail

    required property var shell
    property string place: "chats"
    property bool upright: true

    signal chosen(string place)
    signal profileWanted
    signal codeWanted
    signal accountWanted

    implicitWidth: 68
    implicitHeight: 60
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Parts of the window")

    Rectangle {
        anchors.fill: parent
        color: Theme.raised
    }

    RailButton {
        id: me

        visible: rail.upright
        x: 6
        y: 10
        width: 56
        height: 52
        label: qsTr("Me: %1").arg(rail.shell.me.name)
        onClicked: menu.popup(me, me.width + 4, 0)

        Avatar {
            anchors.centerIn: parent
            size: 40
            initials: rail.shell.me.initials
            tint: rail.shell.me.tint
            picture: rail.shell.me.picture
            show: rail.shell.me.show
            around: Theme.raised
        }
    }

    AccountsMenu {
        id: menu

        objectName: "accountsMenu"
        shell: rail.shell
        onProfileWanted: rail.profileWanted()
        onCodeWanted: rail.codeWanted()
        onAccountWanted: rail.accountWanted()
    }

    Grid {
        id: grid

        x: rail.upright ? 6 : 0
        y: rail.upright ? 74 : 2
        width: rail.upright ? 56 : rail.width
        columns: rail.upright ? 1 : 4
        rowSpacing: 4

        Repeater {
            model: ["chats", "people", "groups"]

            RailButton {
                required property string modelData

                width: rail.upright ? 56 : rail.width / 4
                height: 56
                checked: rail.place === modelData
                label: rail.words[modelData]
                caption: rail.words[modelData]
                glyph: Icons[checked ? modelData + "Fill" : modelData]
                count: modelData === "chats" ? rail.shell.chats.unread : modelData === "groups" ? rail.shell.groups.waiting : 0
                onClicked: rail.chosen(modelData)
            }
        }

        RailButton {
            visible: !rail.upright
            width: rail.width / 4
            height: 56
            checked: rail.place === "settings"
            label: rail.words.settings
            caption: label
            glyph: checked ? Icons.settingsFill : Icons.settings
            onClicked: rail.chosen("settings")
        }
    }

    // One's other accounts: a press makes one of them the account in use.
    Column {
        x: 6
        anchors.bottom: settings.top
        anchors.bottomMargin: 8
        visible: rail.upright && rail.height > 480

        Repeater {
            model: rail.shell.accounts

            AccountButton {
                width: 56
                onClicked: rail.shell.accounts.choose(key)
            }
        }
    }

    RailButton {
        id: settings

        visible: rail.upright
        x: 6
        width: 56
        height: 56
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 10
        checked: rail.place === "settings"
        label: rail.words.settings
        caption: label
        glyph: checked ? Icons.settingsFill : Icons.settings
        onClicked: rail.chosen("settings")
    }

    readonly property var words: ({
            "chats": qsTr("Chats"),
            "people": qsTr("People"),
            "groups": qsTr("Groups"),
            "settings": qsTr("Settings")
        })

    Divider {
        anchors.right: rail.upright ? parent.right : undefined
        width: rail.upright ? 1 : parent.width
        height: rail.upright ? parent.height : 1
    }
}
