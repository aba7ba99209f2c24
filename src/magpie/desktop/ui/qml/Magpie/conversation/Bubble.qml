import QtQuick
import Magpie

// The shape of a message: round, but for the corner where its sender stands.
Rectangle {
    property bool mine: false
    property bool tail: true

    radius: Theme.bubbleCorner
    bottomRightRadius: mine && tail ? 4 : Theme.bubbleCorner
    bottomLeftRadius: !mine && tail ? 4 : Theme.bubbleCorner
    color: mine ? Theme.ownBubble : Theme.theirBubble
}
