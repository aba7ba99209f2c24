import QtQuick
import QtQuick.Templates as T
import Magpie

// Somebody who may be meant.
T.ItemDelegate {
    id: row

    required property int index
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string line
    required property string spoken

    implicitHeight: 44
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    background: Rectangle {
        radius: 6
        color: row.highlighted ? Theme.selected : row.hovered ? Theme.hover : "transparent"
    }

    contentItem: Item {
        Avatar {
            x: 8
            size: 30
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
        }

        Label {
            id: title

            x: 50
            height: parent.height
            width: Math.min(implicitWidth, parent.width - x - 8)
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            anchors.left: title.right
            anchors.leftMargin: 8
            anchors.right: parent.right
            anchors.rightMargin: 8
            height: parent.height
            text: row.line
            font.pixelSize: 13
            color: Theme.secondary
        }
    }
}
