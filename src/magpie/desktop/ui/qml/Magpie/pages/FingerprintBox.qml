import QtQuick
import Magpie

// A fingerprint in rows that can be compared, read aloud and copied.
Rectangle {
    id: box

    property string caption: ""
    property string fingerprint: ""

    implicitHeight: column.implicitHeight + 20
    radius: Theme.corner
    color: Theme.dark ? Theme.sunken : Theme.raised

    Column {
        id: column

        x: 12
        y: 10
        width: parent.width - 24
        spacing: 4

        Label {
            width: parent.width
            text: box.caption
            font.pixelSize: Theme.small
            color: Theme.secondary
        }

        TextEdit {
            width: parent.width
            text: box.fingerprint.replace(/((?:..:){7}..):/g, "$1\n")
            readOnly: true
            selectByMouse: true
            color: Theme.text
            selectionColor: Theme.highlight
            selectedTextColor: Theme.text
            font.family: "monospace"
            font.pixelSize: 13
            wrapMode: TextEdit.WrapAnywhere
            Accessible.name: box.caption + ": " + box.fingerprint
        }
    }
}
