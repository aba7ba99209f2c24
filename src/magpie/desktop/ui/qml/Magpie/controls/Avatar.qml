import QtQuick
import Magpie

// A person's picture, or the initials of the name on the colour of the address (XEP-0392).
Item {
    id: avatar

    property string initials: ""
    property color tint: Theme.secondary
    property url picture: ""
    property string show: ""
    property int size: 44
    property color around: Theme.surface

    implicitWidth: size
    implicitHeight: size
    width: size
    height: size

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        visible: face.status !== Image.Ready
        color: avatar.tint

        Text {
            anchors.centerIn: parent
            text: avatar.initials
            textFormat: Text.PlainText
            color: "#FFFFFF"
            font.pixelSize: Math.round(avatar.size * (avatar.initials.length > 1 ? 0.36 : 0.42))
            font.weight: Font.Medium
        }
    }

    Image {
        id: face

        anchors.fill: parent
        source: avatar.picture
        asynchronous: true
        sourceSize: Qt.size(avatar.size * 2, avatar.size * 2)
        fillMode: Image.PreserveAspectCrop
        smooth: true
    }

    Rectangle {
        readonly property int bead: Math.min(18, Math.max(10, Math.round(avatar.size * 0.26)))

        // on the circle's edge, whatever its size
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Math.round(avatar.size * 0.146 - width / 2)
        width: bead + 4
        height: bead + 4
        radius: width / 2
        color: avatar.around
        visible: avatar.show !== ""

        Rectangle {
            anchors.centerIn: parent
            width: parent.bead
            height: parent.bead
            radius: width / 2
            color: Theme.presence(avatar.show)

            Rectangle {
                anchors.centerIn: parent
                visible: avatar.show === "offline"
                width: parent.width - 4
                height: width
                radius: width / 2
                color: avatar.around
            }

            Rectangle {
                anchors.centerIn: parent
                visible: avatar.show === "busy"
                width: parent.width - 4
                height: 2
                color: avatar.around
            }
        }
    }
}
