import QtQuick
import Magpie

SettingsPart {
    id: part

    required property var settings

    title: qsTr("Look")

    SettingsLine {
        text: qsTr("Theme")

        Choice {
            label: qsTr("Theme")
            value: part.settings.theme
            options: [
                {
                    "value": "system",
                    "text": qsTr("System")
                },
                {
                    "value": "light",
                    "text": qsTr("Light")
                },
                {
                    "value": "dark",
                    "text": qsTr("Dark")
                }
            ]
            onChosen: value => part.settings.theme = value
        }
    }

    SettingsLine {
        text: qsTr("Language")

        Choice {
            label: qsTr("Language")
            value: part.settings.language
            options: [
                {
                    "value": "system",
                    "text": qsTr("System")
                },
                {
                    "value": "en",
                    "text": "English"
                },
                {
                    "value": "zh_CN",
                    "text": "中文"
                }
            ]
            onChosen: value => part.settings.language = value
        }
    }
}
