pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// A file in a message: what it is, how far it has come, and the buttons of the moment.
Item {
    id: card

    // {name, size, glyph, status, progress, detail, actions}; the actions are those of the moment
    property var file
    property bool mine: false
    readonly property string actions: file.actions

    signal acted(string action)

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: 8

        Item {
            width: parent.width
            height: 48

            FileGlyph {
                id: glyph

                y: 2
                glyph: card.file.glyph
                busy: card.file.status === "moving"
                progress: card.file.progress
                failed: card.file.status === "failed"
            }

            Label {
                id: name

                anchors.left: glyph.right
                anchors.leftMargin: 12
                anchors.right: parent.right
                y: 4
                text: card.file.name
                elide: Text.ElideMiddle
                font.weight: Font.Medium
            }

            Label {
                anchors.left: name.left
                anchors.right: parent.right
                y: 26
                text: card.file.detail
                font.pixelSize: Theme.small
                color: card.file.status === "failed" ? Theme.danger : Theme.secondary
            }
        }

        Rectangle {
            visible: card.file.status === "moving" || card.file.status === "paused"
            width: parent.width
            height: 4
            radius: 2
            color: Theme.pressed
            Accessible.role: Accessible.ProgressBar
            Accessible.name: qsTr("%1 %").arg(Math.round(card.file.progress * 100))

            Rectangle {
                width: parent.width * card.file.progress
                height: parent.height
                radius: 2
                color: card.file.status === "paused" ? Theme.faint : Theme.accent
            }
        }

        Flow {
            width: parent.width
            visible: card.actions !== ""
            spacing: 8

            Repeater {
                model: card.actions === "" ? [] : card.actions.split(",")

                FileButton {
                    required property string modelData

                    deed: modelData
                    onClicked: card.acted(modelData)
                }
            }
        }
    }
}
