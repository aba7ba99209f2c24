pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The reactions to a message; one's own are filled. Pressing one gives or takes it.
Flow {
    id: flow

    // [{emoji, count, mine, names}]
    property var reactions: []

    signal toggled(string emoji)

    spacing: 4

    Repeater {
        model: flow.reactions

        T.AbstractButton {
            id: chip

            required property var modelData

            implicitWidth: row.implicitWidth + 16
            implicitHeight: 26
            hoverEnabled: true
            focusPolicy: Qt.StrongFocus
            Accessible.name: qsTr("%1: %2").arg(modelData.emoji).arg(modelData.names)
            onClicked: flow.toggled(modelData.emoji)

            background: Rectangle {
                radius: 13
                color: chip.modelData.mine ? Qt.alpha(Theme.accent, Theme.dark ? 0.45 : 0.22) : Theme.hover
                border.width: chip.visualFocus || chip.hovered ? 1 : 0
                border.color: Theme.accent
            }

            contentItem: Item {
                Row {
                    id: row

                    anchors.centerIn: parent
                    spacing: 4

                    Label {
                        text: chip.modelData.emoji
                        font.pixelSize: 14
                    }

                    Label {
                        visible: chip.modelData.count > 1
                        text: chip.modelData.count
                        font.pixelSize: 12
                        font.weight: Font.Medium
                        color: chip.modelData.mine ? Theme.accent : Theme.secondary
                    }
                }
            }

            Tip {
                visible: chip.hovered
                text: chip.modelData.names
            }
        }
    }
}
