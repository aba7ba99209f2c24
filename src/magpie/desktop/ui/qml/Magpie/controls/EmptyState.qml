import QtQuick
import Magpie

// A list with nothing in it: one line, and the one thing to do.
Column {
    id: empty

    property string glyph: ""
    property string title: ""
    property string note: ""
    property string action: ""

    signal acted

    width: Math.min(300, parent ? parent.width - 32 : 300)
    spacing: 8

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.glyph !== ""
        width: 72
        height: 72
        radius: 36
        color: Theme.selected

        Icon {
            anchors.centerIn: parent
            text: empty.glyph
            color: Theme.accent
            size: 34
        }
    }

    Item {
        width: 1
        height: 4
    }

    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: empty.title
        font.pixelSize: Theme.title
        font.weight: Font.DemiBold
    }

    Paragraph {
        width: parent.width
        visible: empty.note !== ""
        horizontalAlignment: Text.AlignHCenter
        text: empty.note
    }

    Item {
        width: 1
        height: 4
        visible: empty.action !== ""
    }

    PushButton {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.action !== ""
        text: empty.action
        filled: true
        onClicked: empty.acted()
    }
}
