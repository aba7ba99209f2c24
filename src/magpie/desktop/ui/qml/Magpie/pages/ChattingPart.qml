import QtQuick
import Magpie

SettingsPart {
    id: part

    required property var settings
    required property var spelling
    required property var player

    signal folderWanted

    title: qsTr("Chats and files")

    Toggle {
        width: parent.width
        text: qsTr("Show others that I am typing")
        checked: part.settings.sendTyping
        onToggled: part.settings.sendTyping = checked
    }

    Toggle {
        width: parent.width
        text: qsTr("Tell others when I have read")
        checked: part.settings.sendRead
        onToggled: part.settings.sendRead = checked
    }

    Toggle {
        width: parent.width
        visible: part.spelling.available
        text: qsTr("Check my spelling")
        note: part.spelling.note
        checked: part.settings.spellCheck
        onToggled: part.settings.spellCheck = checked
    }

    SettingsLine {
        visible: !part.spelling.available
        text: qsTr("Spell checking")
        note: part.spelling.note
    }

    SettingsLine {
        visible: !part.player.available
        text: qsTr("Voice messages")
        note: qsTr("To record and play them install PySide6-Addons, in the version of PySide6-Essentials.")
    }

    SettingsLine {
        text: qsTr("Save files in")
        note: part.settings.downloads

        PushButton {
            text: qsTr("Change…")
            onClicked: part.folderWanted()
        }
    }

    SettingsLine {
        text: qsTr("Get pictures by themselves up to")

        Choice {
            label: qsTr("Get pictures by themselves up to")
            value: part.settings.downloadUpTo
            options: [
                {
                    "value": "0",
                    "text": qsTr("Never")
                },
                {
                    "value": "1000000",
                    "text": "1 MB"
                },
                {
                    "value": "5000000",
                    "text": "5 MB"
                },
                {
                    "value": "25000000",
                    "text": "25 MB"
                }
            ]
            onChosen: value => part.settings.downloadUpTo = value
        }
    }
}
