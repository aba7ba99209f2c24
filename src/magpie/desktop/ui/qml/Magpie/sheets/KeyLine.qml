import QtQuick
import Magpie

// One shortcut and what it does.
Item {
    id: line

    property string keys: ""
    property string text: ""

    implicitHeight: 30
    Accessible.role: Accessible.StaticText
    Accessible.name: text + ": " + keys

    Label {
        width: parent.width - caps.width - 12
        height: parent.height
        text: line.text
    }

    Row {
        id: caps

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Repeater {
            model: line.keys.split("+")

            Rectangle {
                id: cap

                required property string modelData

                width: Math.max(24, word.implicitWidth + 12)
                height: 24
                radius: 6
                color: Theme.hover
                border.width: 1
                border.color: Theme.line

                Label {
                    id: word

                    anchors.centerIn: parent
                    text: cap.modelData
                    font.pixelSize: Theme.small
                    color: Theme.secondary
                }
            }
        }
    }
}
