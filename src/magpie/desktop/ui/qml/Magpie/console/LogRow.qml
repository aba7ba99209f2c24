import QtQuick
import Magpie

// A line of the log; what is wrong stands out.
Item {
    id: row

    required property int index
    required property string line
    required property string level

    implicitHeight: words.implicitHeight + 4
    height: implicitHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: line

    Label {
        id: words

        x: 16
        y: 2
        width: parent.width - 32
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        maximumLineCount: 6
        text: row.line
        font.family: "monospace"
        font.pixelSize: Theme.small
        color: row.level === "error" ? Theme.danger : row.level === "warning" ? Theme.warning : Theme.text
    }
}
