import QtQuick
import Magpie

// In the place of the composer where one cannot write: why, and what to do about it.
Rectangle {
    id: line

    property string text: ""
    property string action: ""

    signal acted

    implicitHeight: 56
    color: Theme.surface

    Divider {
        width: parent.width
    }

    Row {
        anchors.centerIn: parent
        spacing: 16

        Paragraph {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, line.width - 32 - (button.visible ? button.width + 16 : 0))
            text: line.text
        }

        PushButton {
            id: button

            anchors.verticalCenter: parent.verticalCenter
            visible: line.action !== ""
            text: line.action
            filled: true
            onClicked: line.acted()
        }
    }
}
