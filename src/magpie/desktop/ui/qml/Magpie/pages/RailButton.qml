import QtQuick
import QtQuick.Templates as T
import Magpie

// A glyph with its word below, and how much waits there.
T.AbstractButton {
    id: control

    required property string label
    property string caption: ""
    property string glyph: ""
    property int count: 0

    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Accessible.role: Accessible.Button
    Accessible.name: count > 0 ? qsTr("%1, %n unread", "", count).arg(label) : label

    background: Rectangle {
        radius: 10
        color: control.down ? Theme.pressed : control.checked && control.caption !== "" ? Theme.selected : control.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            radius: 10
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        visible: control.glyph !== ""

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 7
            size: 24
            text: control.glyph
            color: control.checked ? Theme.accent : Theme.secondary
        }

        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 34
            width: Math.min(implicitWidth, parent.width - 4)
            text: control.caption
            font.pixelSize: 11
            font.weight: control.checked ? Font.DemiBold : Font.Normal
            color: control.checked ? Theme.accent : Theme.secondary
        }
    }

    Badge {
        x: control.width / 2 + 4
        y: 2
        count: control.count
        most: 99
        scale: 0.9
    }
}
