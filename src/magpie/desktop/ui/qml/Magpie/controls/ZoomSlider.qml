import QtQuick
import QtQuick.Templates as T
import Magpie

// How near something is looked at.
T.Slider {
    id: control

    implicitWidth: 200
    implicitHeight: Theme.target
    focusPolicy: Qt.StrongFocus
    Accessible.name: qsTr("Zoom")

    background: Rectangle {
        x: 8
        y: (control.height - height) / 2
        width: control.width - 16
        height: 4
        radius: 2
        color: Theme.pressed

        Rectangle {
            width: control.visualPosition * parent.width
            height: parent.height
            radius: 2
            color: Theme.accent
        }
    }

    handle: Rectangle {
        x: control.visualPosition * (control.width - width)
        y: (control.height - height) / 2
        width: 18
        height: 18
        radius: 9
        color: Theme.accent

        FocusRing {
            radius: 12
            shown: control.visualFocus
        }
    }
}
