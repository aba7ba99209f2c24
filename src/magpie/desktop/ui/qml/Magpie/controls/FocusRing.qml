import QtQuick
import Magpie

// Shows where the keyboard is. Its parent says when.
Rectangle {
    property bool shown: false

    anchors.fill: parent
    anchors.margins: -2
    radius: Theme.corner + 2
    color: "transparent"
    border.width: 2
    border.color: Theme.accent
    visible: shown
}
