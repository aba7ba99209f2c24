import QtQuick
import Magpie

// The kind of a file, as a round sign.
Rectangle {
    id: sign

    property string glyph: "file"
    property bool busy: false
    property bool failed: false
    property real progress: 0

    width: 44
    height: 44
    radius: 22
    color: failed ? Theme.danger : Theme.accent

    Icon {
        anchors.centerIn: parent
        text: Icons[sign.glyph]
        color: sign.failed ? Theme.dangerText : Theme.accentText
        size: 24
    }
}
