import QtQuick
import QtQuick.Templates as T
import Magpie

T.MenuItem {
    id: control

    property string glyph: ""
    property string keys: ""
    property bool danger: false

    implicitWidth: 220
    implicitHeight: visible ? Theme.target : 0
    leftPadding: 12
    rightPadding: 12
    hoverEnabled: true
    Accessible.name: text

    background: Rectangle {
        x: 4
        width: control.width - 8
        height: control.height
        radius: 6
        color: control.highlighted || control.hovered ? Theme.hover : "transparent"
    }

    contentItem: Item {
        Icon {
            id: icon

            anchors.verticalCenter: parent.verticalCenter
            visible: control.glyph !== ""
            text: control.glyph
            color: control.danger ? Theme.danger : Theme.secondary
            size: 18
        }

        Label {
            anchors.left: parent.left
            anchors.leftMargin: control.glyph === "" ? 0 : 30
            anchors.right: hint.left
            anchors.verticalCenter: parent.verticalCenter
            text: control.text
            color: !control.enabled ? Theme.faint : control.danger ? Theme.danger : Theme.text
        }

        Label {
            id: hint

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: control.keys
            font.pixelSize: Theme.small
            color: Theme.faint
        }
    }
}
