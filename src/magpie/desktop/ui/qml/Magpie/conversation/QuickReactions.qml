pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The reactions that are given most, and the way to all others.
Item {
    id: bar

    signal chosen(string emoji)
    signal moreWanted

    implicitWidth: 220
    implicitHeight: 44

    Row {
        anchors.centerIn: parent

        Repeater {
            model: ["👍", "❤️", "😂", "😮", "😢"]

            T.AbstractButton {
                id: button

                required property string modelData

                width: 34
                height: 36
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                Accessible.name: qsTr("React with %1").arg(modelData)
                onClicked: bar.chosen(modelData)

                background: Rectangle {
                    radius: 8
                    color: button.hovered || button.visualFocus ? Theme.hover : "transparent"
                }

                contentItem: Label {
                    text: button.modelData
                    font.pixelSize: 20
                    horizontalAlignment: Text.AlignHCenter
                }
            }
        }

        IconButton {
            label: qsTr("More reactions")
            glyph: Icons.plus
            onClicked: bar.moreWanted()
        }
    }
}
