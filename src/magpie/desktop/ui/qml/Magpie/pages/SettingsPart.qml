import QtQuick
import Magpie

// One part of the settings: a heading, and a card with lines.
Column {
    id: part

    property string title: ""
    default property alias lines: card.data

    topPadding: 12
    spacing: 8

    Label {
        leftPadding: 12
        text: part.title
        font.pixelSize: 13
        font.weight: Font.DemiBold
        color: Theme.accent
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Rectangle {
        width: part.width
        height: card.implicitHeight + 16
        radius: Theme.bubbleCorner
        color: Theme.raised

        Column {
            id: card

            x: 8
            y: 8
            width: parent.width - 16
            spacing: 2
        }
    }
}
