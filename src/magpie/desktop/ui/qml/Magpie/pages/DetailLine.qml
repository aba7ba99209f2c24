import QtQuick
import Magpie

// A fact about somebody: what, and what kind of fact it is.
Item {
    id: line

    property string glyph: ""
    property string text: ""
    property string note: ""
    property string actionGlyph: ""
    property string actionLabel: ""

    signal acted

    implicitHeight: Math.max(52, words.implicitHeight + 32)

    Icon {
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        text: line.glyph
    }

    Paragraph {
        id: words

        x: 60
        y: 6
        width: parent.width - x - (line.actionGlyph === "" ? 24 : 56)
        text: line.text
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        maximumLineCount: 4
        elide: Text.ElideRight
        color: Theme.text
    }

    Label {
        x: 60
        anchors.top: words.bottom
        text: line.note
        font.pixelSize: Theme.small
        color: Theme.secondary
    }

    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        visible: line.actionGlyph !== ""
        label: line.actionLabel
        glyph: line.actionGlyph
        size: 18
        onClicked: line.acted()
    }
}
