pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// Three dots that breathe: somebody is writing.
Row {
    id: dots

    spacing: 4

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: 7
            height: 7
            radius: 3.5
            color: Theme.secondary
            opacity: Theme.calm ? 0.7 : 0.35

            SequentialAnimation on opacity {
                running: dots.visible && !Theme.calm
                loops: Animation.Infinite

                PauseAnimation {
                    duration: dot.index * 160
                }
                NumberAnimation {
                    to: 1
                    duration: 240
                }
                NumberAnimation {
                    to: 0.35
                    duration: 240
                }
                PauseAnimation {
                    duration: 640 - dot.index * 160
                }
            }
        }
    }
}
