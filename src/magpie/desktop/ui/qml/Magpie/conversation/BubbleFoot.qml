import QtQuick
import Magpie

// Time and delivery, small, at the end of a bubble.
Row {
    id: foot

    property string time: ""
    property string delivery: ""
    property bool edited: false
    property color ink: Theme.secondary

    spacing: 3
    height: 16

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
