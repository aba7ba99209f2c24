pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// One of a few: the segments of a bar.
Rectangle {
    id: control

    required property string label
    // [{value, text}]
    property var options: []
    property string value: ""

    signal chosen(string value)

    implicitWidth: row.implicitWidth + 4
    implicitHeight: Theme.target
    radius: Theme.corner
    color: Theme.dark ? Theme.raised : Theme.sunken
    Accessible.role: Accessible.Grouping
    Accessible.name: label

    Row {
        id: row

        x: 2
        y: 2

        Repeater {
            model: control.options

            ChoiceSegment {
                required property var modelData

                text: modelData.text
                height: control.height - 4
                checked: modelData.value === control.value
                onClicked: control.chosen(modelData.value)
            }
        }
    }
}
