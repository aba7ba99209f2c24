import QtQuick
import QtQuick.Templates as T
import Magpie

// Back to the newest message, with how many came meanwhile.
T.AbstractButton {
    id: control

    property int count: 0

    implicitWidth: 44
    implicitHeight: 44
    hoverEnabled: true
    Accessible.name: qsTr("Jump to the newest message")

    background: Rectangle {
        radius: 22
        color: Theme.dark ? Theme.raised : Theme.surface
        border.width: control.visualFocus ? 2 : 1
        border.color: control.visualFocus ? Theme.accent : Theme.line
    }

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            text: Icons.caretDown
            color: control.hovered ? Theme.accent : Theme.secondary
        }
    }

    Badge {
        anchors.horizontalCenter: parent.horizontalCenter
        y: -10
        count: control.count
    }
}
