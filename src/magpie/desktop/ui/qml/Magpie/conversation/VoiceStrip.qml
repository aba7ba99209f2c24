import QtQuick
import Magpie

// In the place of the line while a voice message is recorded: how long it is, away with it, or send.
FocusScope {
    id: strip

    required property var recorder

    signal sent

    Keys.onReturnPressed: sent()
    Keys.onEnterPressed: sent()

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    IconButton {
        id: away

        x: 8
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Do not send")
        keys: "Esc"
        glyph: Icons.trash
        ink: Theme.danger
        onClicked: strip.recorder.cancel()
    }

    Rectangle {
        id: light

        anchors.left: away.right
        anchors.leftMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        width: 10
        height: 10
        radius: 5
        color: Theme.danger

        SequentialAnimation on opacity {
            running: light.visible && !Theme.calm
            loops: Animation.Infinite

            PauseAnimation {
                duration: 500
            }
            NumberAnimation {
                to: 0.25
                duration: 160
            }
            PauseAnimation {
                duration: 300
            }
            NumberAnimation {
                to: 1
                duration: 160
            }
        }
    }

    Label {
        anchors.left: light.right
        anchors.leftMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Recording… %1").arg(strip.recorder.time)
    }

    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        focus: true
        label: qsTr("Send the voice message")
        keys: "Enter"
        glyph: Icons.sendFill
        ink: Theme.accent
        size: 22
        onClicked: strip.sent()
    }
}
