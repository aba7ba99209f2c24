import QtQuick
import QtQuick.Templates as T
import Magpie

// A line that does something.
T.Button {
    id: control

    property string glyph: ""
    property bool danger: false

    implicitHeight: visible ? 44 : 0
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Accessible.name: text

    background: Rectangle {
        x: 12
        width: control.width - 24
        radius: Theme.corner
        color: control.down ? Theme.pressed : control.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        Icon {
            x: 24
            anchors.verticalCenter: parent.verticalCenter
            text: control.glyph
            color: control.danger ? Theme.danger : Theme.secondary
        }

        Label {
            x: 60
            width: parent.width - x - 24
            height: parent.height
            text: control.text
            color: control.danger ? Theme.danger : Theme.text
        }
    }
}
