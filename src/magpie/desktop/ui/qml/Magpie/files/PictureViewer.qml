import QtQuick
import QtQuick.Templates as T
import Magpie

// A picture over the whole window: zoomed with the wheel or + and -, moved by dragging.
T.Popup {
    id: viewer

    // {key, name, source, detail}
    property var picture: ({})

    signal acted(string action)
    signal stepped(int direction)

    parent: T.Overlay.overlay
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    padding: 0
    modal: true
    focus: true
    popupType: T.Popup.Item
    closePolicy: T.Popup.CloseOnEscape
    onOpened: stage.fit()
    onPictureChanged: stage.fit()

    background: Rectangle {
        color: "#F00B0D0F"
    }

    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Picture %1").arg(viewer.picture.name || "")
        Keys.onLeftPressed: viewer.stepped(-1)
        Keys.onRightPressed: viewer.stepped(1)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
                stage.zoom(1.25);
            else if (event.key === Qt.Key_Minus)
                stage.zoom(0.8);
            else if (event.key === Qt.Key_0)
                stage.fit();
        }

        PictureStage {
            id: stage

            y: 56
            width: parent.width
            height: parent.height - 72
            source: viewer.picture.source || ""
        }

        Label {
            x: 24
            y: 8
            width: parent.width - 240
            height: 24
            text: viewer.picture.name || ""
            color: "#FFFFFF"
            elide: Text.ElideMiddle
            font.weight: Font.Medium
        }

        Label {
            x: 24
            y: 30
            text: viewer.picture.detail || ""
            color: "#B8C0C8"
            font.pixelSize: Theme.small
        }

        Row {
            anchors.right: parent.right
            anchors.rightMargin: 12
            y: 10

            IconButton {
                label: qsTr("Smaller")
                keys: "-"
                glyph: Icons.zoomOut
                ink: "#FFFFFF"
                onClicked: stage.zoom(0.8)
            }

            IconButton {
                label: qsTr("Larger")
                keys: "+"
                glyph: Icons.zoomIn
                ink: "#FFFFFF"
                onClicked: stage.zoom(1.25)
            }

            IconButton {
                label: qsTr("Save as…")
                glyph: Icons.download
                ink: "#FFFFFF"
                onClicked: viewer.acted("saveAs")
            }

            IconButton {
                label: qsTr("Open in another program")
                glyph: Icons.screen
                ink: "#FFFFFF"
                onClicked: viewer.acted("open")
            }

            IconButton {
                label: qsTr("Close")
                keys: "Esc"
                glyph: Icons.close
                ink: "#FFFFFF"
                onClicked: viewer.close()
            }
        }
    }
}
