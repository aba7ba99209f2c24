import QtQuick
import Magpie

// Over a message while some are chosen: a circle to tick, and a press anywhere ticks it.
MouseArea {
    id: cover

    property bool chosen: false
    property string spoken: ""
    property real middle: height / 2

    signal toggled

    Accessible.role: Accessible.CheckBox
    Accessible.name: spoken
    Accessible.checkable: true
    Accessible.checked: chosen
    Accessible.onPressAction: toggled()
    onClicked: toggled()

    Icon {
        x: 12
        y: cover.middle - height / 2
        text: cover.chosen ? Icons.chosen : Icons.circle
        size: 24
        color: cover.chosen ? Theme.accent : Theme.faint
    }
}
