import QtQuick
import QtQuick.Templates as T
import Magpie

// A person, a chat or a message that a search has found.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string kind
    required property string section
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string line
    required property string time

    implicitHeight: 56
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + line.replace(/<[^>]*>/g, "")

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 8
            anchors.rightMargin: 8
            radius: Theme.corner + 2
            color: row.highlighted ? Theme.selected : row.hovered ? Theme.hover : "transparent"
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
            show: row.kind === "message" || row.show === "offline" ? "" : row.show
        }

        Label {
            id: title

            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: when.left
            anchors.rightMargin: 8
            y: 8
            height: 20
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            id: when

            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 8
            height: 20
            text: row.time
            font.pixelSize: Theme.small
            color: Theme.secondary
        }

        Text {
            anchors.left: title.left
            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 29
            height: 18
            text: row.line
            textFormat: Text.StyledText
            elide: Text.ElideRight
            maximumLineCount: 1
            color: Theme.secondary
            font.pixelSize: 13
        }
    }
}
