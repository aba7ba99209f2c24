import QtQuick
import QtQuick.Templates as T
import Magpie

// Somebody of a group: whether they are here, and what they are to it.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string line
    required property string badge
    required property string spoken

    signal menuWanted(real x, real y)

    implicitHeight: 52
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 12
            anchors.rightMargin: 12
            radius: Theme.corner
            color: row.highlighted ? Theme.selected : row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
        }
    }

    contentItem: Item {
        Avatar {
            x: 20
            size: 36
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
            show: row.show === "offline" ? "" : row.show
            opacity: row.show === "offline" ? 0.75 : 1
        }

        Label {
            x: 68
            y: row.line === "" ? 16 : 7
            width: badge.x - x - 8
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            x: 68
            y: 27
            width: badge.x - x - 8
            visible: row.line !== ""
            text: row.line
            font.pixelSize: Theme.small
            color: Theme.secondary
            maximumLineCount: 1
        }

        Label {
            id: badge

            anchors.right: parent.right
            anchors.rightMargin: 24
            anchors.verticalCenter: parent.verticalCenter
            text: row.badge
            font.pixelSize: Theme.small
            color: Theme.accent
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: point => row.menuWanted(point.position.x, point.position.y)
    }
}
