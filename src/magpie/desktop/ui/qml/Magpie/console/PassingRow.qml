import QtQuick
import Magpie

// One thing that passed: who, to whom, what kind, how large; the text below, when it is shown.
Item {
    id: row

    required property int index
    required property string time
    required property string sender
    required property string to
    required property string kind
    required property string size
    required property string text
    required property string glyph
    required property string spoken
    readonly property bool wide: width >= 560
    readonly property bool gap: time === ""

    implicitHeight: gap ? 28 : (wide ? 28 : 46) + (words.visible ? words.implicitHeight + 4 : 0)
    height: implicitHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Label {
        anchors.fill: parent
        visible: row.gap
        horizontalAlignment: Text.AlignHCenter
        text: row.kind
        font.pixelSize: 13
        color: Theme.faint
    }

    Icon {
        id: sign

        x: 16
        y: 7
        visible: !row.gap
        size: 15
        text: Icons[row.glyph] ?? ""
        color: row.glyph === "mail" || row.glyph === "lock" ? Theme.accent : Theme.faint
    }

    Label {
        id: at

        x: row.wide ? 40 : row.width - width - 16
        y: 5
        width: implicitWidth
        height: 19
        visible: !row.gap
        text: row.time
        font.pixelSize: Theme.small
        font.features: {
            "tnum": 1
        }
        color: Theme.faint
    }

    Label {
        id: who

        readonly property real room: row.wide ? kind.x - 112 : row.width - 56 - at.width - 12

        x: row.wide ? 104 : 40
        y: 5
        width: Math.min(implicitWidth, room * (row.to === "" ? 1 : 0.52))
        height: 19
        visible: !row.gap
        text: row.sender
        elide: Text.ElideMiddle
        font.pixelSize: 13
        font.weight: Font.Medium
    }

    Label {
        x: who.x + who.width
        y: 5
        width: Math.max(0, who.room - who.width)
        height: 19
        visible: !row.gap && row.to !== ""
        text: "  →  " + row.to
        elide: Text.ElideMiddle
        font.pixelSize: 13
        color: Theme.secondary
    }

    Label {
        id: kind

        x: row.wide ? row.width - 250 : 40
        y: row.wide ? 5 : 23
        width: row.wide ? 150 : Math.min(implicitWidth, row.width - 140)
        height: 19
        visible: !row.gap
        text: row.kind
        font.pixelSize: 13
        color: Theme.secondary
    }

    Label {
        x: row.wide ? row.width - 100 : kind.x + kind.width
        y: kind.y
        width: row.wide ? 84 : 100
        height: 19
        visible: !row.gap
        horizontalAlignment: row.wide ? Text.AlignRight : Text.AlignLeft
        text: row.wide ? row.size : "  ·  " + row.size
        font.pixelSize: Theme.small
        color: Theme.faint
    }

    Label {
        id: words

        x: row.wide ? 104 : 40
        y: row.wide ? 26 : 44
        width: row.width - x - 16
        visible: row.text !== ""
        text: row.text
        wrapMode: Text.Wrap
        maximumLineCount: 3
    }
}
