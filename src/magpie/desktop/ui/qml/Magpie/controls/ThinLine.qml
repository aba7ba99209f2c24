import QtQuick
import Magpie

// Trouble with the connection, in one line above the list; gone when all is well.
Rectangle {
    id: line

    property string text: ""
    property bool serious: false
    property string action: ""

    signal acted

    implicitHeight: text === "" ? 0 : Math.max(30, words.implicitHeight + 10)
    visible: text !== ""
    clip: true
    color: serious ? Qt.alpha(Theme.danger, 0.14) : Qt.alpha(Theme.warning, 0.14)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: sign

        x: 14
        anchors.verticalCenter: parent.verticalCenter
        text: line.serious ? Icons.warning : Icons.offline
        color: words.color
        size: 16
    }

    Paragraph {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: 8
        anchors.right: button.visible ? button.left : parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: line.text
        font.pixelSize: 13
        lineHeight: 18
        color: line.serious ? Theme.danger : Theme.warning
    }

    PushButton {
        id: button

        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        visible: line.action !== ""
        implicitHeight: 26
        implicitWidth: 0
        width: implicitContentWidth + 20
        leftPadding: 10
        rightPadding: 10
        text: line.action
        onClicked: line.acted()
    }
}
