pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Pictures, files and links of a conversation, the newest first.
Column {
    id: part

    required property var view
    readonly property var media: view.media
    readonly property string kind: media.sort
    readonly property var rows: media.rows

    signal pictureWanted(string key)

    topPadding: 8
    bottomPadding: 8
    spacing: 8
    Choice {
        anchors.horizontalCenter: parent.horizontalCenter
        label: qsTr("What was exchanged")
        value: part.kind
        options: [
            {
                "value": "pictures",
                "text": qsTr("Pictures")
            },
            {
                "value": "files",
                "text": qsTr("Files")
            },
            {
                "value": "voices",
                "text": qsTr("Sounds")
            },
            {
                "value": "links",
                "text": qsTr("Links")
            }
        ]
        onChosen: value => part.media.sort = value
    }

    Label {
        x: 16
        width: parent.width - 32
        height: 36
        visible: part.rows.length === 0 && part.media.loaded
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("Nothing yet")
        color: Theme.secondary
        font.pixelSize: 13
    }

    Grid {
        x: 24
        visible: part.kind === "pictures"
        columns: 3
        spacing: 4

        Repeater {
            model: part.kind === "pictures" ? part.rows : []

            T.AbstractButton {
                id: tile

                required property var modelData

                width: (part.width - 56) / 3
                height: width
                focusPolicy: Qt.StrongFocus
                Accessible.name: qsTr("Picture %1").arg(modelData.name)
                onClicked: part.pictureWanted(modelData.key)

                background: Rectangle {
                    radius: 4
                    color: Theme.pressed

                    FocusRing {
                        shown: tile.visualFocus
                    }
                }

                contentItem: Item {
                    Icon {
                        anchors.centerIn: parent
                        visible: tile.modelData.preview === ""
                        text: Icons[tile.modelData.glyph]
                        size: 28
                    }

                    Image {
                        anchors.fill: parent
                        source: tile.modelData.preview
                        sourceSize: Qt.size(200, 200)
                        fillMode: Image.PreserveAspectCrop
                        asynchronous: true
                    }
                }
            }
        }
    }

    Repeater {
        model: part.kind === "pictures" ? [] : part.rows

        DetailLine {
            required property var modelData

            width: part.width
            glyph: Icons[modelData.glyph]
            text: modelData.name
            note: modelData.detail
            actionGlyph: Icons.forward
            actionLabel: qsTr("Show in the chat")
            onActed: part.view.jumpTo(modelData.key)
        }
    }

    LinkButton {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: !part.media.complete
        text: qsTr("Show more")
        onClicked: part.media.more()
    }

    onMediaChanged: media.load()
}
