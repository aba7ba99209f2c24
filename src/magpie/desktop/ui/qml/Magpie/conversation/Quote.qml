import QtQuick
import QtQuick.Templates as T
import Magpie

// What a message answers: a stripe, whose words, their beginning. Pressed, it leads there.
T.AbstractButton {
    id: quote

    property string name: ""
    property string words: ""
    property color tint: Theme.accent
    readonly property color ink: Theme.ink(tint)

    implicitWidth: Math.max(who.implicitWidth, what.implicitWidth) + 24
    implicitHeight: 44
    focusPolicy: Qt.NoFocus
    Accessible.name: qsTr("In reply to %1: %2").arg(name).arg(words)

    background: Rectangle {
        radius: 6
        color: Qt.alpha(Theme.surface, (Theme.dark ? 0.3 : 0.6) + (quote.hovered ? 0.15 : 0))

        Rectangle {
            width: 3
            height: parent.height
            radius: 1.5
            color: quote.ink
        }
    }

    contentItem: Item {
        Label {
            id: who

            x: 12
            y: 4
            width: parent.width - 20
            text: quote.name
            color: quote.ink
            font.pixelSize: 13
            font.weight: Font.DemiBold
        }

        Label {
            id: what

            x: 12
            y: 22
            width: parent.width - 20
            text: quote.words
            font.pixelSize: 13
            maximumLineCount: 1
        }
    }
}
