import QtQuick
import Magpie

// One glyph of the icon font, centred in a square.
Text {
    id: icon

    property int size: Theme.glyph

    width: size
    height: size
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
    font.family: Theme.iconFont
    font.pixelSize: size
    color: Theme.secondary
    textFormat: Text.PlainText
    Accessible.ignored: true
}
