import QtQuick
import QtQuick.Templates as T
import Magpie

// A group that one could join.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string line
    required property string note
    required property bool joined
    required property string spoken

    signal wanted

    implicitHeight: note === "" ? 60 : 76
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    onDoubleClicked: wanted()

    background: Rectangle {
        radius: Theme.corner
        color: row.highlighted ? Theme.selected : row.hovered ? Theme.hover : "transparent"
    }

    contentItem: Item {
        Avatar {
            x: 12
            y: 10
            size: 40
            initials: row.initials
            tint: row.tint
            picture: row.picture
        }

        Label {
            x: 64
            y: 8
            width: go.x - x - 8
            text: row.name
            font.weight: Font.DemiBold
        }

        Label {
            x: 64
            y: 29
            width: go.x - x - 8
            text: row.line
            font.pixelSize: 13
            color: Theme.secondary
            maximumLineCount: 1
        }

        Label {
            x: 64
            y: 49
            width: go.x - x - 8
            visible: row.note !== ""
            text: row.note
            font.pixelSize: Theme.small
            color: Theme.secondary
        }

        PushButton {
            id: go

            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: 32
            filled: !row.joined
            text: row.joined ? qsTr("Open") : qsTr("Join")
            Accessible.name: row.joined ? qsTr("Open %1").arg(row.name) : qsTr("Join %1").arg(row.name)
            onClicked: row.wanted()
        }
    }
}
