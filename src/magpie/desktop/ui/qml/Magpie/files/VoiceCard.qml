pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// A sound in a message: play and halt, how loud it is, where it is; a press goes there.
Item {
    id: card

    required property string key
    required property var player
    property var file
    readonly property bool mine: player.current === key
    readonly property bool playing: mine && player.playing
    readonly property real place: mine ? player.place : 0
    property var levels: player.shape(file.sound)

    implicitHeight: 48

    Connections {
        target: card.player

        function onShaped(path: string): void {
            if (path === card.file.sound)
                card.levels = card.player.shape(path);
        }
    }

    T.AbstractButton {
        id: go

        y: 2
        width: 44
        height: 44
        hoverEnabled: true
        focusPolicy: Qt.StrongFocus
        Keys.onReturnPressed: click()
        Accessible.name: card.playing ? qsTr("Halt") : qsTr("Play %1").arg(card.file.name)
        onClicked: card.player.toggle(card.key, card.file.sound)

        background: Rectangle {
            radius: 22
            color: go.hovered ? Qt.lighter(Theme.accent, 1.08) : Theme.accent

            FocusRing {
                radius: 25
                shown: go.visualFocus
            }
        }

        contentItem: Item {
            Icon {
                anchors.centerIn: parent
                text: card.playing ? Icons.pauseFill : Icons.playFill
                color: Theme.accentText
                size: 22
            }
        }
    }

    Row {
        id: bars

        anchors.left: go.right
        anchors.leftMargin: 12
        y: 4
        height: 24
        spacing: 2

        Repeater {
            model: card.levels.length > 0 ? card.levels : 40

            Rectangle {
                required property int index
                required property var modelData

                readonly property real level: card.levels.length > 0 ? modelData : 0.12

                anchors.verticalCenter: parent.verticalCenter
                width: 3
                height: Math.max(3, level * 24)
                radius: 1.5
                color: index / 40 < card.place ? Theme.accent : Theme.faint
            }
        }
    }

    MouseArea {
        anchors.fill: bars
        cursorShape: Qt.PointingHandCursor
        onClicked: mouse => card.player.seek(card.key, card.file.sound, mouse.x / width)
    }

    Label {
        anchors.left: bars.left
        y: 30
        text: card.mine && (card.playing || card.place > 0) ? card.player.time : card.file.detail
        font.pixelSize: Theme.small
        color: Theme.secondary
    }
}
