import QtQuick
import Magpie

// What floats above the page: a sheet, a menu.
Rectangle {
    radius: Theme.bubbleCorner
    color: Theme.dark ? Theme.raised : Theme.surface
    border.width: 1
    border.color: Theme.edge
}
