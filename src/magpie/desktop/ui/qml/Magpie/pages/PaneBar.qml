import QtQuick
import Magpie

// The head of a pane: a title, and room for buttons at its end.
Item {
    id: bar

    property string title: ""
    property string note: ""
    default property alias buttons: row.data

    implicitHeight: 56

    Label {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: 20
        anchors.right: row.left
        y: bar.note === "" ? 0 : 8
        height: bar.note === "" ? parent.height : 22
        text: bar.title
        font.pixelSize: 18
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Label {
        anchors.left: words.left
        anchors.right: words.right
        y: 30
        visible: bar.note !== ""
        text: bar.note
        font.pixelSize: 13
        color: Theme.secondary
    }

    Row {
        id: row

        anchors.right: parent.right
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
    }
}
