import QtQuick
import Magpie

// To whom the chosen messages go: one press sends them and opens that chat.
SwitcherSheet {
    required property var forwarding

    switcher: forwarding.targets
    title: qsTr("Forward %n messages to…", "", forwarding.count)
    label: qsTr("Search people and chats")
    wanted: 460
}
