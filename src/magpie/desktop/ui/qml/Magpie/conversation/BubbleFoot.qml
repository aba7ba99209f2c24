import QtQuick
import Magpie

// Time and delivery, small, at the end of a bubble.
Row {
    id: foot

    property string time: ""
    property string delivery: ""
    property bool edited: false
    property bool locked: false
    property color ink: Theme.secondary

    spacing: 3
    height: 16

    Icon {
        height: parent.height
        visible: foot.locked
        text: Icons.lockFill
        size: 12
        color: foot.ink
        Accessible.ignored: false
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Encrypted from end to end")
    }

    Label {
        height: parent.height
        visible: foot.edited
        text: qsTr("edited")
        font.pixelSize: 11
        color: foot.ink
    }

    Label {
        height: parent.height
        text: foot.time
        font.pixelSize: 11
        color: foot.ink
    }

    DeliveryMark {
        delivery: foot.delivery
        color: foot.delivery === "failed" ? Theme.danger
            : foot.delivery === "read" && foot.ink === Theme.secondary ? Theme.accent : foot.ink
    }
}
