import QtQuick
import QtQuick.Templates as T
import Magpie

// A button with words: filled for the one thing to do, quiet otherwise, red for what destroys.
T.Button {
    id: control

    property bool filled: false
    property bool danger: false
    property bool busy: false
    property string glyph: ""
    // What a quiet one stands on: on a tinted surface its outline alone would not be seen.
    property color ground: "transparent"
    readonly property color ink: !enabled ? Theme.faint
        : filled ? (danger ? Theme.dangerText : Theme.accentText)
        : danger ? Theme.danger : Theme.accent

    implicitHeight: Theme.target
    implicitWidth: Math.max(72, implicitContentWidth + leftPadding + rightPadding)
    leftPadding: 16
    rightPadding: 16
    spacing: 8
    font.pixelSize: Theme.body
    font.weight: Font.Medium
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    Accessible.name: text

    background: Rectangle {
        radius: Theme.corner
        color: !control.filled
            ? (control.down ? Theme.pressed : control.hovered && control.enabled ? Theme.hover : control.ground)
            : !control.enabled ? Theme.sunken
            : control.down ? Qt.darker(fill, 1.12) : control.hovered ? Qt.lighter(fill, 1.06) : fill
        border.width: control.filled ? 0 : 1
        border.color: control.ground.a > 0 ? "transparent" : Theme.edge

        readonly property color fill: control.danger ? Theme.danger : Theme.accent

        FocusRing {
            shown: control.visualFocus
        }
    }

    contentItem: Item {
        id: content

        implicitWidth: words.implicitWidth + (sign.visible ? sign.width + row.spacing : 0)
        implicitHeight: words.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: control.spacing

            Icon {
                id: sign

                visible: control.glyph !== ""
                text: control.glyph
                color: control.ink
                size: 18
                anchors.verticalCenter: parent.verticalCenter
            }

            Label {
                id: words

                text: control.text
                font: control.font
                color: control.ink
                width: Math.min(implicitWidth, control.availableWidth - (sign.visible ? sign.width + row.spacing : 0))
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
}
