import QtQuick
import QtQuick.Templates as T
import Magpie

// One group in a list: its picture, its name, what it is about.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string line
    required property string spoken

    implicitHeight: 56
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 8
            anchors.rightMargin: 8
            anchors.topMargin: 1
            anchors.bottomMargin: 1
            radius: Theme.corner + 2
            color: row.highlighted ? Theme.selected : row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
        }
    }

    contentItem: Item {
        Avatar {
            id: face

            x: 18
            size: 40
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
        }

        Label {
            id: title

            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: parent.right
            anchors.rightMargin: 20
            y: row.line === "" ? 18 : 9
            height: 20
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            anchors.left: title.left
            anchors.right: title.right
            y: 29
            height: 18
            text: row.line
            color: Theme.secondary
            font.pixelSize: 13
            maximumLineCount: 1
        }
    }
}
