import QtQuick
import QtQuick.Templates as T
import Magpie

// A quiet button that reads like a link.
T.Button {
    id: control

    implicitHeight: Theme.target
    implicitWidth: words.implicitWidth + 20
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    Accessible.name: text

    background: Rectangle {
        radius: Theme.corner
        color: control.down ? Theme.pressed : control.hovered ? Theme.hover : "transparent"

        FocusRing {
            anchors.margins: 0
            shown: control.visualFocus
        }
    }

    contentItem: Label {
        id: words

        text: control.text
        color: Theme.accent
        font.weight: Font.Medium
        horizontalAlignment: Text.AlignHCenter
    }
}
