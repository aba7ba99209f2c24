import QtQuick
import Magpie

SettingsPart {
    id: part

    required property var settings

    title: qsTr("Notifications")

    Toggle {
        width: parent.width
        text: qsTr("Do not disturb")
        note: qsTr("No notifications and no sound until you switch it off.")
        checked: part.settings.doNotDisturb
        onToggled: part.settings.doNotDisturb = checked
    }

    Toggle {
        width: parent.width
        text: qsTr("Tell me about new messages")
        checked: part.settings.notify
        onToggled: part.settings.notify = checked
    }

    Toggle {
        width: parent.width
        text: qsTr("Show what was written")
        note: qsTr("Otherwise a notification says only who wrote.")
        enabled: part.settings.notify
        checked: part.settings.notifyText
        onToggled: part.settings.notifyText = checked
    }

    Toggle {
        width: parent.width
        text: qsTr("Sound")
        checked: part.settings.sound
        onToggled: part.settings.sound = checked
    }
}
