pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Where people find the server, and how much passes.
Flickable {
    id: pane

    required property var board

    signal inviteWanted

    contentHeight: column.implicitHeight + 24
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: SlimScrollBar {}

    Column {
        id: column

        x: 16
        y: 16
        width: pane.width - 32
        spacing: 16

        Rectangle {
            width: parent.width
            height: first.implicitHeight + 32
            visible: pane.board.accounts === 0 && pane.board.state === "running"
            radius: Theme.bubbleCorner
            color: Theme.selected

            Column {
                id: first

                x: 16
                y: 16
                width: parent.width - 32
                spacing: 12

                Paragraph {
                    width: parent.width
                    color: Theme.text
                    text: qsTr("Nobody has an account yet. Make yours, as administrator.")
                }

                PushButton {
                    filled: true
                    glyph: Icons.invite
                    text: qsTr("Open my invitation")
                    onClicked: pane.inviteWanted()
                }
            }
        }

        Row {
            width: parent.width
            spacing: 12

            Figure {
                width: (parent.width - 12) / 2
                value: pane.board.people
                label: qsTr("people online")
            }

            Figure {
                width: (parent.width - 12) / 2
                value: pane.board.accounts
                label: qsTr("accounts")
            }
        }

        Plot {
            width: parent.width
            label: qsTr("Messages per second")
            now: pane.board.meter.messagesNow
            most: pane.board.meter.messagesMost
            values: pane.board.meter.messages
            least: 5
        }

        Plot {
            width: parent.width
            label: qsTr("Bytes per second")
            now: pane.board.meter.bytesNow
            most: pane.board.meter.bytesMost
            values: pane.board.meter.bytes
            least: 5000
        }

        Column {
            width: parent.width
            spacing: 4

            Label {
                text: qsTr("Where people find it")
                font.pixelSize: 13
                font.weight: Font.DemiBold
                color: Theme.accent
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Repeater {
                model: pane.board.addresses

                AddressLine {
                    required property var modelData

                    width: column.width
                    label: modelData.label
                    value: modelData.value
                    onCopied: pane.board.copy(value)
                }
            }
        }

        Paragraph {
            width: parent.width
            visible: text !== ""
            text: pane.board.registration
            font.pixelSize: 13
        }

        Paragraph {
            width: parent.width
            wrapMode: Text.WrapAnywhere
            font.pixelSize: Theme.small
            lineHeight: 17
            text: qsTr("Magpie %1 · %2").arg(pane.board.version).arg(pane.board.folder)
        }
    }
}
