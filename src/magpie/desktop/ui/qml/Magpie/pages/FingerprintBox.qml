import QtQuick
import Magpie

// A fingerprint in rows that can be compared, read aloud and copied.
Rectangle {
    id: box

    property string caption: ""
    property string fingerprint: ""
    property string glyph: ""
    property color ink: Theme.secondary

    implicitHeight: column.implicitHeight + 20
    radius: Theme.corner
    color: Theme.dark ? Theme.sunken : Theme.raised

    Column {
        id: column

        x: 12
        y: 10
        width: parent.width - 24
        spacing: 4

        Row {
            width: parent.width
            spacing: 6

            Icon {
                id: sign

                visible: box.glyph !== ""
                text: box.glyph
                size: 16
                color: box.ink
            }

            Label {
                width: parent.width - (sign.visible ? sign.width + parent.spacing : 0)
                text: box.caption
                font.pixelSize: Theme.small
                color: box.glyph === "" ? Theme.secondary : Theme.text
            }
        }

        TextEdit {
            width: parent.width
            text: box.fingerprint.replace(/((?:..:){7}..):/g, "$1\n").replace(/^((?:\w{8} ){3}\w{8}) (?=\w{8} )/, "$1\n")
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
