pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The servers that announce themselves on this network.
Column {
    id: chips

    required property var servers
    property string current: ""

    signal chosen(string place)

    spacing: 6
    visible: repeater.count > 0

    Label {
        width: parent.width
        text: qsTr("Found on this network")
        font.pixelSize: Theme.small
        color: Theme.secondary
    }

    Flow {
        width: parent.width
        spacing: 8

        Repeater {
            id: repeater

            model: chips.servers

            T.AbstractButton {
                id: chip

                required property string key
                required property string name

                implicitWidth: Math.min(chips.width, words.implicitWidth + 50)
                implicitHeight: Theme.target
                checked: key === chips.current
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                Keys.onReturnPressed: click()
                Accessible.name: qsTr("Server %1").arg(name)
                onClicked: chips.chosen(key)

                background: Rectangle {
                    radius: 18
                    color: chip.checked ? Theme.selected : chip.hovered ? Theme.hover : "transparent"
                    border.width: chip.visualFocus ? 2 : 1
                    border.color: chip.checked || chip.visualFocus ? Theme.accent : Theme.line
                }

                contentItem: Item {
                    Icon {
                        x: 12
                        anchors.verticalCenter: parent.verticalCenter
                        text: Icons.server
                        size: 18
                        color: chip.checked ? Theme.accent : Theme.secondary
                    }

                    Label {
                        id: words

                        x: 36
                        width: parent.width - x - 12
                        height: parent.height
                        text: chip.name
                    }
                }
            }
        }
    }
}
