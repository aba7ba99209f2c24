import QtQuick
import Magpie

// One of the files that are about to be sent.
Item {
    id: row

    required property int index
    required property var modelData

    signal leftOut

    height: 60
    Accessible.role: Accessible.ListItem
    Accessible.name: modelData.name + ", " + modelData.detail

    FileGlyph {
        x: 12
        y: 8
        visible: thumb.status !== Image.Ready
        glyph: row.modelData.glyph
    }

    Image {
        id: thumb

        x: 12
        y: 8
        width: 44
        height: 44
        source: row.modelData.preview
        sourceSize: Qt.size(88, 88)
        fillMode: Image.PreserveAspectCrop
        asynchronous: true
    }

    Label {
        x: 68
        y: 11
        width: parent.width - x - 52
        text: row.modelData.name
        elide: Text.ElideMiddle
        font.weight: Font.Medium
    }

    Label {
        x: 68
        y: 32
        width: parent.width - x - 52
        text: row.modelData.detail
        font.pixelSize: Theme.small
        color: row.modelData.wrong ? Theme.danger : Theme.secondary
    }

    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Leave %1 out").arg(row.modelData.name)
        glyph: Icons.close
        size: 18
        onClicked: row.leftOut()
    }
}
