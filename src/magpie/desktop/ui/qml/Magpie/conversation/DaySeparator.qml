import QtQuick
import Magpie

// The day, between the messages of two days.
Item {
    id: separator

    property string text: ""

    implicitHeight: 40

    Rectangle {
        anchors.centerIn: parent
        width: words.implicitWidth + 24
        height: 24
        radius: 12
        color: Theme.dark ? Theme.raised : Theme.sunken

        Label {
            id: words

            anchors.centerIn: parent
            text: separator.text
            font.pixelSize: Theme.small
            font.weight: Font.Medium
            color: Theme.secondary
        }
    }
}
