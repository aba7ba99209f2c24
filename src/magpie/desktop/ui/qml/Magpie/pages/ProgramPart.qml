import QtQuick
import Magpie

SettingsPart {
    id: part

    required property var settings

    signal keysWanted

    title: qsTr("Program")

    Toggle {
        width: parent.width
        text: qsTr("Stay in the tray when the window is closed")
        note: part.settings.trayAvailable ? "" : qsTr("This desktop shows no tray: closing the window ends Magpie.")
        enabled: part.settings.trayAvailable
        checked: part.settings.tray
        onToggled: part.settings.tray = checked
    }

    Toggle {
        width: parent.width
        text: qsTr("Start in the tray")
        enabled: part.settings.trayAvailable && part.settings.tray
        checked: part.settings.startMinimised
        onToggled: part.settings.startMinimised = checked
    }

    SettingsLine {
        visible: part.settings.inputHint !== ""
        text: qsTr("Input method")
        note: part.settings.inputHint
    }

    SettingsLine {
        text: qsTr("Keyboard")
        note: qsTr("Everything can be done with keys.")

        PushButton {
            text: qsTr("Show all keys")
            glyph: Icons.keyboard
            onClicked: part.keysWanted()
        }
    }

    SettingsLine {
        text: qsTr("Magpie %1").arg(part.settings.version)
        note: part.settings.facts
    }
}
