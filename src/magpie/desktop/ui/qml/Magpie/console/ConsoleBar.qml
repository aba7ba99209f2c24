import QtQuick
import Magpie

// Which server it is, how it is with it, and what may be done with all of it.
Item {
    id: bar

    required property var board
    property bool wide: true
    readonly property string how: board.state
    readonly property bool busy: how === "starting" || how === "stopping"
    readonly property bool up: how === "running" || how === "stopping"

    signal inviteWanted
    signal lookWanted

    implicitHeight: 64

    Rectangle {
        anchors.fill: parent
        color: Theme.raised
    }

    Mark {
        id: mark

        x: 16
        anchors.verticalCenter: parent.verticalCenter
        size: 36
    }

    Label {
        id: title

        anchors.left: mark.right
        anchors.leftMargin: 12
        anchors.right: buttons.left
        anchors.rightMargin: 12
        y: 12
        height: 22
        text: bar.board.title
        font.pixelSize: 18
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Row {
        anchors.left: title.left
        anchors.right: title.right
        y: 36
        spacing: 6

        Rectangle {
            width: 10
            height: 10
            radius: 5
            anchors.verticalCenter: parent.verticalCenter
            color: bar.how === "running" ? Theme.presence("online") : bar.busy ? Theme.presence("away") : bar.how === "failed" ? Theme.danger : Theme.presence("offline")
        }

        Label {
            width: parent.width - 16
            text: bar.how === "running" ? qsTr("%1 · %n people online", "", bar.board.people).arg(bar.board.status) : bar.board.status
            font.pixelSize: 13
            color: bar.how === "failed" ? Theme.danger : Theme.secondary
        }
    }

    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8

        PushButton {
            visible: bar.up && bar.wide
            enabled: !bar.busy
            text: qsTr("Invite")
            glyph: Icons.invite
            onClicked: bar.inviteWanted()
        }

        IconButton {
            visible: bar.up && !bar.wide
            enabled: !bar.busy
            label: qsTr("Invite")
            glyph: Icons.invite
            onClicked: bar.inviteWanted()
        }

        PushButton {
            objectName: "stop"
            visible: bar.up && bar.wide
            enabled: !bar.busy
            glyph: Icons.stop
            text: qsTr("Stop")
            onClicked: bar.board.stop()
        }

        IconButton {
            visible: bar.up && !bar.wide
            enabled: !bar.busy
            label: qsTr("Stop")
            glyph: Icons.stop
            onClicked: bar.board.stop()
        }

        IconButton {
            label: qsTr("Look and language")
            glyph: Icons.settings
            onClicked: bar.lookWanted()
        }
    }

    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
