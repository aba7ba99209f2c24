import QtQuick
import Magpie

// Why a message did not go out, and the way to try again.
Item {
    id: line

    property string text: ""

    signal retryWanted

    implicitHeight: 30

    Row {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, line.width - retry.width - 8)
            text: line.text
            font.pixelSize: Theme.small
            color: Theme.danger
        }

        PushButton {
            id: retry

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Retry")
            implicitHeight: 26
            implicitWidth: implicitContentWidth + 20
            leftPadding: 10
            rightPadding: 10
            font.pixelSize: 13
            onClicked: line.retryWanted()
        }
    }
}
