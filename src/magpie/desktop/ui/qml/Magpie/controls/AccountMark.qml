import QtQuick
import Magpie

// A stripe in the colour of the account that a row belongs to, where one has several.
Rectangle {
    id: mark

    property string account: ""
    property color tint: Theme.secondary

    x: 8
    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
    visible: account !== ""
    width: 4
    height: 28
    radius: 2
    color: Theme.ink(tint)
}
