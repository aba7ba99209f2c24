import QtQuick
import QtQuick.Templates as T
import Magpie

T.RadioButton {
    id: control

    implicitWidth: words.implicitWidth + 28
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.name: text

    background: Rectangle {
        radius: 6
        color: control.checked ? (Theme.dark ? "#353C44" : Theme.surface)
            : control.hovered ? Theme.hover : "transparent"
        border.width: control.checked && !Theme.dark ? 1 : 0
        border.color: Theme.line

        FocusRing {
            anchors.margins: 0
            radius: 6
            shown: control.visualFocus
        }
    }

    contentItem: Label {
        id: words

        text: control.text
        horizontalAlignment: Text.AlignHCenter
        color: control.checked ? Theme.text : Theme.secondary
        font.weight: control.checked ? Font.Medium : Font.Normal
    }
}
