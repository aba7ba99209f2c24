pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// What stands where a list is loading, once that has taken 200 ms.
Column {
    id: rows

    property bool running: true
    property int count: 7

    visible: false
    Accessible.ignored: true

    Timer {
        interval: 200
        running: rows.running
        onTriggered: rows.visible = true
    }

    onRunningChanged: visible = false

    Repeater {
        model: rows.count

        Item {
            id: line

            required property int index

            width: rows.width
            height: 64

            Rectangle {
                x: 12
                y: 10
                width: 44
                height: 44
                radius: 22
                color: Theme.pressed
            }

            Rectangle {
                x: 68
                y: 16
                width: (line.width - 96) * (0.35 + 0.13 * (line.index % 3))
                height: 12
                radius: 6
                color: Theme.pressed
            }

            Rectangle {
                x: 68
                y: 38
                width: (line.width - 96) * (0.85 - 0.12 * (line.index % 4))
                height: 10
                radius: 5
                color: Theme.hover
            }
        }
    }
}
