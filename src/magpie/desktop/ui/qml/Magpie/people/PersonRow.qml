import QtQuick
import QtQuick.Templates as T
import Magpie

// Somebody, and whether they are here. Opened by a double click or by Enter.
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
    required property string account
    required property color accountTint
    required property string spoken

    signal opened
    signal menuWanted(real x, real y)

    implicitHeight: 56
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    onDoubleClicked: opened()

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
        AccountMark {
            account: row.account
            tint: row.accountTint
        }

        Avatar {
            id: face

            x: 18
            size: 40
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
            show: row.show
            opacity: row.show === "offline" ? 0.75 : 1
        }

        Label {
            id: title

            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: parent.right
            anchors.rightMargin: row.hovered ? 56 : 20
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
            color: row.show === "online" ? Theme.accent : Theme.secondary
            font.pixelSize: 13
        }

        IconButton {
            anchors.right: parent.right
            anchors.rightMargin: 14
            anchors.verticalCenter: parent.verticalCenter
            visible: row.hovered
            focusPolicy: Qt.NoFocus
            label: qsTr("Write to %1").arg(row.name)
            glyph: Icons.chats
            onClicked: row.opened()
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: point => row.menuWanted(point.position.x, point.position.y)
    }
}
