import QtQuick
import Magpie

// In the place of the conversation's bar while messages are chosen: how many, and what to do.
Rectangle {
    id: bar

    required property var chosen
    property bool narrow: false

    signal deleteWanted

    implicitHeight: 56
    color: Theme.surface

    // The mouse does not get to the bar below.
    MouseArea {
        anchors.fill: parent
    }

    IconButton {
        id: cross

        x: 10
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Cancel")
        keys: "Esc"
        glyph: Icons.close
        onClicked: bar.chosen.clear()
    }

    Label {
        anchors.left: cross.right
        anchors.leftMargin: 8
        anchors.right: buttons.left
        anchors.verticalCenter: parent.verticalCenter
        text: bar.narrow ? bar.chosen.count : qsTr("%n selected", "", bar.chosen.count)
        font.pixelSize: 15
        font.weight: Font.DemiBold
    }

    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        IconButton {
            visible: bar.chosen.canCopy
            label: qsTr("Copy")
            keys: "Ctrl+C"
            glyph: Icons.copy
            onClicked: bar.chosen.copy()
        }

        IconButton {
            visible: bar.chosen.canSave
            label: qsTr("Save files")
            glyph: Icons.download
            onClicked: bar.chosen.save()
        }

        IconButton {
            visible: bar.chosen.canForward
            label: qsTr("Forward…")
            glyph: Icons.forward
            onClicked: bar.chosen.forward()
        }

        IconButton {
            label: qsTr("Delete…")
            keys: qsTr("Delete")
            glyph: Icons.trash
            ink: Theme.danger
            onClicked: bar.deleteWanted()
        }
    }

    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
