import QtQuick
import Magpie

// A number, and what it counts.
Rectangle {
    id: figure

    required property int value
    required property string label

    implicitHeight: 68
    radius: Theme.bubbleCorner
    color: Theme.raised
    Accessible.role: Accessible.StaticText
    Accessible.name: figure.value + " " + figure.label

    Label {
        x: 14
        y: 10
        width: parent.width - 28
        height: 28
        text: Number(figure.value).toLocaleString(Qt.locale(), "f", 0)
        font.pixelSize: 24
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }

    Label {
        x: 14
        y: 40
        width: parent.width - 28
        text: figure.label
        font.pixelSize: 13
        color: Theme.secondary
        Accessible.ignored: true
    }
}
