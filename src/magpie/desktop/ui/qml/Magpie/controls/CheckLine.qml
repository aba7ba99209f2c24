import QtQuick
import QtQuick.Templates as T
import Magpie

T.CheckBox {
    id: control

    property string note: ""

    implicitWidth: 280
    implicitHeight: Math.max(28, words.implicitHeight)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.description: note
    opacity: enabled ? 1 : 0.6

    indicator: Rectangle {
        y: 4
        width: 20
        height: 20
        radius: 6
        color: control.checked ? Theme.accent : "transparent"
        border.width: control.checked ? 0 : 2
        border.color: Qt.alpha(Theme.text, control.hovered ? 0.5 : 0.32)

        Icon {
            anchors.centerIn: parent
            visible: control.checked
            text: Icons.check
            color: Theme.accentText
            size: 15
            font.bold: true
        }

        FocusRing {
            radius: 8
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        Column {
            id: words

            x: 30
            y: 4
            width: parent.width - x

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
}
