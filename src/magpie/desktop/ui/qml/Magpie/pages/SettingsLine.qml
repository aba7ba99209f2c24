import QtQuick
import Magpie

// A line of the settings with something to choose or press at its end.
Item {
    id: line

    property string text: ""
    property string note: ""
    default property alias control: slot.data
    readonly property bool stacked: slot.childrenRect.width > width * 0.6

    implicitHeight: stacked ? words.implicitHeight + slot.childrenRect.height + 20 : Math.max(48, words.implicitHeight + 14)
    width: parent ? parent.width : 320

    Column {
        id: words

        x: 12
        y: line.stacked ? 8 : (line.height - implicitHeight) / 2
        width: line.stacked ? line.width - 24 : line.width - slot.childrenRect.width - 36

        Paragraph {
            width: parent.width
            text: line.text
            color: Theme.text
        }

        Paragraph {
            width: parent.width
            visible: line.note !== ""
            text: line.note
            font.pixelSize: Theme.small
            lineHeight: 17
            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        }
    }

    Item {
        id: slot

        x: line.stacked ? 12 : line.width - childrenRect.width - 12
        y: line.stacked ? words.y + words.implicitHeight + 6 : (line.height - childrenRect.height) / 2
        width: childrenRect.width
        height: childrenRect.height
    }
}
