import QtQuick
import Magpie

// What the next message answers or changes, above the line where it is written.
Item {
    id: strip

    property string glyph: ""
    property string title: ""
    property string words: ""
    property color tint: Theme.accent

    signal closed

    implicitHeight: 48

    Icon {
        x: 18
        anchors.verticalCenter: parent.verticalCenter
        text: strip.glyph
        color: strip.tint
    }

    Rectangle {
        x: 52
        y: 8
        width: 3
        height: 34
        radius: 1.5
        color: strip.tint
    }

    Column {
        x: 64
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - x - 52

        Label {
            width: parent.width
            text: strip.title
            color: strip.tint
            font.pixelSize: 13
            font.weight: Font.DemiBold
        }

        Label {
            width: parent.width
            text: strip.words
            font.pixelSize: 13
            color: Theme.secondary
            maximumLineCount: 1
        }
    }

    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Cancel")
        glyph: Icons.close
        size: 18
        onClicked: strip.closed()
    }
}
