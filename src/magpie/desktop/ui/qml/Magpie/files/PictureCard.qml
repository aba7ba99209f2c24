import QtQuick
import QtQuick.Templates as T
import Magpie

// A picture in a message, at its final size from the first moment on.
T.AbstractButton {
    id: card

    // {name, preview, width, height, status, progress, detail, actions}
    property var file
    property real most: 400
    property string time: ""
    property string delivery: ""

    readonly property real ratio: file.width > 0 && file.height > 0 ? file.width / file.height : 4 / 3
    readonly property real wanted: Math.max(120, Math.min(most, 420, file.width > 0 ? file.width : 320, 360 * ratio))

    signal acted(string action)

    implicitWidth: wanted
    implicitHeight: Math.round(Math.max(80, Math.min(360, wanted / ratio)))
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Accessible.name: qsTr("Picture %1").arg(file.name)
    onClicked: acted(file.status === "done" ? "view" : file.actions.split(",")[0])

    background: Rectangle {
        radius: Theme.corner
        color: Theme.pressed

        FocusRing {
            shown: card.visualFocus
        }
    }

    contentItem: Item {
        Image {
            id: image

            anchors.fill: parent
            source: card.file.preview
            asynchronous: true
            fillMode: Image.PreserveAspectCrop
            sourceSize: Qt.size(Math.round(card.width * 2), Math.round(card.height * 2))
        }

        Rectangle {
            anchors.centerIn: parent
            visible: card.file.status !== "done"
            width: 56
            height: 56
            radius: 28
            color: "#99000000"

            Icon {
                anchors.centerIn: parent
                text: card.file.status === "moving" ? Icons.close : card.file.status === "failed" ? Icons.retry : Icons.download
                color: "#FFFFFF"
                size: 26
            }
        }

        Rectangle {
            anchors.left: parent.left
            anchors.top: parent.top
            anchors.margins: 6
            visible: card.file.status !== "done" && card.file.detail !== ""
            width: Math.min(parent.width - 12, words.implicitWidth + 16)
            height: 22
            radius: 11
            color: "#99000000"

            Label {
                id: words

                anchors.fill: parent
                anchors.leftMargin: 8
                anchors.rightMargin: 8
                text: card.file.detail
                font.pixelSize: 11
                color: "#FFFFFF"
            }
        }

        Rectangle {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: 6
            visible: card.time !== ""
            width: foot.width + 14
            height: 20
            radius: 10
            color: "#99000000"

            BubbleFoot {
                id: foot

                anchors.centerIn: parent
                time: card.time
                delivery: card.delivery
                ink: "#FFFFFF"
            }
        }
    }
}
