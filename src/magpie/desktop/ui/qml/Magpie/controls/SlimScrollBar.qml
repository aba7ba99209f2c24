import QtQuick
import QtQuick.Templates as T
import Magpie

T.ScrollBar {
    id: control

    implicitWidth: 10
    implicitHeight: 10
    padding: 2
    minimumSize: orientation === Qt.Vertical ? 32 / Math.max(32, height) : 32 / Math.max(32, width)
    visible: size < 1
    Accessible.ignored: true

    contentItem: Rectangle {
        radius: 3
        color: Qt.alpha(Theme.text, control.pressed ? 0.5 : control.hovered ? 0.38 : 0.22)
        opacity: control.active || control.hovered ? 1 : 0

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.motion
            }
        }
    }
}
