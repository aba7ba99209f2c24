import QtQuick
import QtQuick.Templates as T
import Magpie

// A glyph to press, 36 pixels wide. `label` is its name for a screen reader, and its tip.
T.AbstractButton {
    id: control

    required property string label
    property string glyph: ""
    property string keys: ""
    property color ink: checked ? Theme.accent : Theme.secondary
    property int size: Theme.glyph

    implicitWidth: Theme.target
    implicitHeight: Theme.target
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    Accessible.role: Accessible.Button
    Accessible.name: label
    opacity: enabled ? 1 : 0.45

    background: Rectangle {
        radius: Theme.corner
        color: control.down ? Theme.pressed : control.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            radius: Theme.corner
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            text: control.glyph
            color: control.ink
            size: control.size
        }
    }

    Tip {
        visible: control.hovered && control.label !== ""
        text: control.keys === "" ? control.label : control.label + "  " + control.keys
    }
}
