import QtQuick
import Magpie

// An address with its name, and a button that copies it.
Item {
    id: line

    required property string label
    required property string value

    signal copied

    implicitHeight: 44

    Label {
        id: name

        y: 3
        width: parent.width - button.width - 4
        height: 18
        text: line.label
        font.pixelSize: Theme.small
        color: Theme.secondary
    }

    Label {
        y: 21
        width: name.width
        height: 20
        text: line.value
        elide: Text.ElideMiddle
    }

    IconButton {
        id: button

        anchors.right: parent.right
        anchors.rightMargin: -8
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Copy %1").arg(line.value)
        glyph: Icons.copy
        size: 18
        onClicked: line.copied()
    }
}
