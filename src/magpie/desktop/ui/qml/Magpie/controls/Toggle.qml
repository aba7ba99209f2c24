import QtQuick
import QtQuick.Templates as T
import Magpie

// A setting that is on or off, with a line about it.
T.Switch {
    id: control

    property string note: ""

    implicitWidth: 320
    implicitHeight: Math.max(Theme.target, words.implicitHeight + 12)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.description: note

    background: Rectangle {
        radius: Theme.corner
        color: control.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        Column {
            id: words

            anchors.left: parent.left
            anchors.leftMargin: 12
            anchors.right: parent.right
            anchors.rightMargin: 60
            anchors.verticalCenter: parent.verticalCenter

            Paragraph {
                width: parent.width
                text: control.text
                color: Theme.text
            }

            Paragraph {
                width: parent.width
                visible: control.note !== ""
                text: control.note
                font.pixelSize: Theme.small
                lineHeight: 17
            }
        }
    }

    indicator: Rectangle {
        x: control.width - width - 12
        anchors.verticalCenter: parent.verticalCenter
        width: 38
        height: 22
        radius: 11
        color: control.checked ? Theme.accent : Qt.alpha(Theme.text, 0.28)

        Rectangle {
            x: control.checked ? parent.width - width - 3 : 3
            anchors.verticalCenter: parent.verticalCenter
            width: 16
            height: 16
            radius: 8
            color: control.checked ? Theme.accentText : "#FFFFFF"

            Behavior on x {
                NumberAnimation {
                    duration: Theme.motion
                }
            }
        }
    }
}
