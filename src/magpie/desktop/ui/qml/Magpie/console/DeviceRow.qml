import QtQuick
import QtQuick.Templates as T
import Magpie

// One device of somebody: the program, since when, from where.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string program
    required property string place
    required property bool secure
    required property string since
    required property string spoken

    signal endWanted
    signal copyWanted

    implicitHeight: 68
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
            color: row.highlighted ? Theme.selected : row.hovered ? Theme.hover : "transparent"
        }
    }

    contentItem: Item {
        Avatar {
            id: face

            x: 18
            size: 36
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
            show: row.show
        }

        Label {
            id: title

            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: time.left
            anchors.rightMargin: 8
            y: 7
            height: 19
            text: row.name
            font.weight: Font.Medium
        }

        Label {
            id: time

            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 8
            text: row.since
            font.pixelSize: Theme.small
            color: Theme.secondary
        }

        Label {
            anchors.left: title.left
            anchors.right: parent.right
            anchors.rightMargin: 52
            y: 26
            height: 17
            text: row.program
            font.pixelSize: 13
            color: Theme.secondary
        }

        Icon {
            id: lock

            anchors.left: title.left
            y: 45
            size: 14
            text: row.secure ? Icons.lock : Icons.shieldWarning
            color: row.secure ? Theme.secondary : Theme.warning
        }

        Label {
            anchors.left: lock.right
            anchors.leftMargin: 4
            anchors.right: parent.right
            anchors.rightMargin: 52
            y: 43
            height: 17
            text: row.place
            font.pixelSize: Theme.small
            color: row.secure ? Theme.secondary : Theme.warning
        }

        IconButton {
            anchors.right: parent.right
            anchors.rightMargin: 12
            y: 27
            visible: row.hovered || row.highlighted
            focusPolicy: Qt.NoFocus
            label: qsTr("End the session of %1").arg(row.name)
            glyph: Icons.signOut
            size: 18
            onClicked: row.endWanted()
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: menu.popup()
    }

    PopupMenu {
        id: menu

        PopupMenuItem {
            text: qsTr("Copy the address")
            glyph: Icons.copy
            onTriggered: row.copyWanted()
        }

        PopupMenuItem {
            text: qsTr("End session")
            glyph: Icons.signOut
            keys: qsTr("Del")
            danger: true
            onTriggered: row.endWanted()
        }
    }
}
