import QtQuick
import Magpie

// Where what has not been read begins.
Item {
    id: line

    property string text: ""

    implicitHeight: 36

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        x: 16
        width: parent.width - 32
        height: 1
        color: Qt.alpha(Theme.accent, 0.4)
    }

    Rectangle {
        anchors.centerIn: parent
        width: words.implicitWidth + 24
        height: 22
        radius: 11
        color: Theme.surface

        Label {
            id: words

            anchors.centerIn: parent
            text: line.text
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
            color: Theme.accent
        }
    }
}
