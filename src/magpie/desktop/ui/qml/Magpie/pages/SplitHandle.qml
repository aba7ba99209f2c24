import QtQuick
import Magpie

// Between list and conversation: dragged to make the list wider.
Item {
    id: handle

    property real from: 320
    property real begin: 0

    signal moved(real width)

    width: 9

    Divider {
        x: 4
        height: parent.height
        color: drag.active || hover.hovered ? Theme.accent : Theme.line
    }

    HoverHandler {
        id: hover

        cursorShape: Qt.SplitHCursor
    }

    DragHandler {
        id: drag

        target: null
        yAxis.enabled: false
        onActiveChanged: if (active)
            handle.begin = handle.from
        onActiveTranslationChanged: handle.moved(Math.max(280, Math.min(360, handle.begin + activeTranslation.x)))
    }
}
