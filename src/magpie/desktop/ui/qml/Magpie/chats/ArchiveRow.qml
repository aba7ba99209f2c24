import QtQuick
import QtQuick.Templates as T
import Magpie

// Leads to the archived chats, and back.
T.ItemDelegate {
    id: row

    property bool open: false
    property int count: 0

    implicitHeight: 44
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Accessible.name: words.text

    background: Rectangle {
        x: 8
        width: row.width - 16
        radius: Theme.corner
        color: row.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            shown: row.visualFocus
        }
    }

    contentItem: Item {
        Icon {
            x: 30
            anchors.verticalCenter: parent.verticalCenter
            text: row.open ? Icons.back : Icons.archive
        }

        Label {
            id: words

            x: 74
            width: parent.width - x - 60
            height: parent.height
            text: row.open ? qsTr("Back to chats") : qsTr("Archived chats")
            font.weight: Font.Medium
            color: Theme.secondary
        }

        Label {
            anchors.right: parent.right
            anchors.rightMargin: 24
            height: parent.height
            visible: !row.open
            text: row.count
            font.pixelSize: Theme.small
            color: Theme.secondary
        }
    }
}
