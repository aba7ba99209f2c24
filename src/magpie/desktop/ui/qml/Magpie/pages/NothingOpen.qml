import QtQuick
import Magpie

// The conversation's place while none is open.
Rectangle {
    color: Theme.surface

    Column {
        anchors.centerIn: parent
        spacing: 16

        Mark {
            anchors.horizontalCenter: parent.horizontalCenter
            size: 96
            opacity: 0.9
        }

        Paragraph {
            anchors.horizontalCenter: parent.horizontalCenter
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Choose a chat, or press Ctrl+K to find anyone.")
        }
    }
}
