import QtQuick
import Magpie

// Somebody asks to become a contact, or invites into a group.
Rectangle {
    id: row

    required property string key
    required property string name
    required property string initials
    required property color tint
    required property string line

    property string asks: qsTr("%1 asks to be your contact").arg(name)
    property string yes: qsTr("Accept")

    signal answered(bool yes)

    implicitHeight: column.implicitHeight + 24
    radius: Theme.corner + 2
    color: Theme.selected
    Accessible.role: Accessible.ListItem
    Accessible.name: asks

    Avatar {
        x: 12
        y: 12
        size: 40
        initials: row.initials
        tint: row.tint
        around: Theme.surface
    }

    Column {
        id: column

        x: 64
        y: 12
        width: parent.width - x - 12
        spacing: 2

        Label {
            width: parent.width
            text: row.name
            font.weight: Font.DemiBold
        }

        Paragraph {
            width: parent.width
            text: row.line
            font.pixelSize: 13
            lineHeight: 18
        }

        Item {
            width: 1
            height: 4
        }

        Row {
            spacing: 8

            PushButton {
                text: row.yes
                filled: true
                implicitHeight: 32
                onClicked: row.answered(true)
            }

            PushButton {
                text: qsTr("Decline")
                ground: Qt.alpha(Theme.surface, 0.7)
                implicitHeight: 32
                onClicked: row.answered(false)
            }
        }
    }
}
