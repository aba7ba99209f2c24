import QtQuick
import Magpie

// One thing that is wrong, or may be one day.
Rectangle {
    id: row

    required property int index
    required property string level
    required property string subject
    required property string text
    readonly property bool serious: level === "trouble"

    implicitHeight: words.implicitHeight + 24
    height: implicitHeight
    radius: Theme.corner
    color: Qt.alpha(serious ? Theme.danger : Theme.warning, 0.10)
    Accessible.role: Accessible.ListItem
    Accessible.name: subject + ": " + text

    Icon {
        x: 12
        y: 12
        text: row.serious ? Icons.warningCircle : Icons.warning
        color: row.serious ? Theme.danger : Theme.warning
    }

    Column {
        id: words

        x: 44
        y: 12
        width: parent.width - 56
        spacing: 2

        Label {
            width: parent.width
            text: row.subject
            font.weight: Font.Medium
        }

        Paragraph {
            width: parent.width
            wrapMode: Text.WrapAtWordBoundaryOrAnywhere
            text: row.text
            font.pixelSize: 13
            lineHeight: 18
        }
    }
}
