import QtQuick
import QtQuick.Templates as T
import Magpie

// Somebody who may be chosen.
T.CheckDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string line
    required property bool chosen
    required property string spoken

    implicitHeight: 52
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    checked: chosen
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    indicator: null

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 4
            anchors.rightMargin: 4
            anchors.topMargin: 1
            anchors.bottomMargin: 1
            radius: Theme.corner
            color: row.highlighted ? Theme.selected : row.hovered ? Theme.hover : "transparent"
        }
    }

    contentItem: Item {
        Avatar {
            x: 12
            size: 36
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
            show: row.show
        }

        Label {
            x: 60
            y: 7
            width: parent.width - x - 44
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            x: 60
            y: 27
            width: parent.width - x - 44
            text: row.line
            font.pixelSize: Theme.small
            color: Theme.secondary
            maximumLineCount: 1
        }

        Rectangle {
            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            width: 22
            height: 22
            radius: 11
            color: row.chosen ? Theme.accent : "transparent"
            border.width: row.chosen ? 0 : 2
            border.color: Qt.alpha(Theme.text, 0.28)

            Icon {
                anchors.centerIn: parent
                visible: row.chosen
                text: Icons.check
                size: 15
                color: Theme.accentText
            }
        }
    }
}
