pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The server does not run: why, its last words, and what to do.
FocusScope {
    id: pane

    required property var board
    readonly property bool failed: board.state === "failed"
    readonly property bool starting: board.state === "starting"

    Flickable {
        anchors.fill: parent
        contentHeight: Math.max(height, column.implicitHeight + 64)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.max(32, (pane.height - implicitHeight) * 0.35)
            width: Math.min(640, pane.width - 48)
            spacing: 16

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 72
                height: 72
                radius: 36
                color: pane.failed ? Qt.alpha(Theme.danger, 0.14) : Theme.selected

                Icon {
                    anchors.centerIn: parent
                    text: pane.failed ? Icons.warning : Icons.server
                    color: pane.failed ? Theme.danger : Theme.accent
                    size: 34
                }
            }

            Label {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: pane.failed ? pane.board.failure : pane.starting ? qsTr("Starting the server…") : qsTr("The server is stopped")
                font.pixelSize: Theme.page
                font.weight: Font.DemiBold
                Accessible.role: pane.failed ? Accessible.AlertMessage : Accessible.Heading
                Accessible.name: text
            }

            Paragraph {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: pane.failed ? pane.board.advice : pane.starting ? qsTr("It checks its database first; that takes a moment where there is much in it.") : qsTr("Nobody can sign in, and messages wait where they were written.")
            }

            Rectangle {
                width: parent.width
                height: words.implicitHeight + 24
                visible: pane.failed && pane.board.lastWords.length > 0
                radius: Theme.corner
                color: Theme.sunken

                TextEdit {
                    id: words

                    x: 12
                    y: 12
                    width: parent.width - 24
                    readOnly: true
                    selectByMouse: true
                    textFormat: TextEdit.PlainText
                    wrapMode: TextEdit.WrapAnywhere
                    text: pane.board.lastWords.join("\n")
                    color: Theme.text
                    selectionColor: Theme.highlight
                    selectedTextColor: Theme.text
                    font.family: "monospace"
                    font.pixelSize: Theme.small
                    Accessible.role: Accessible.EditableText
                    Accessible.name: qsTr("The server's last lines")
                }
            }

            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 8

                PushButton {
                    objectName: "start"
                    focus: true
                    filled: true
                    enabled: !pane.starting
                    glyph: Icons.play
                    text: pane.failed ? qsTr("Start again") : qsTr("Start the server")
                    onClicked: pane.board.start()
                }

                PushButton {
                    visible: pane.failed
                    glyph: Icons.edit
                    text: qsTr("Open the settings")
                    onClicked: pane.board.openSettings()
                }
            }

            Column {
                width: parent.width
                visible: pane.board.troubles > 0 && !pane.starting
                topPadding: 8
                spacing: 8

                Label {
                    height: 24
                    text: qsTr("What else stands out")
                    font.pixelSize: 13
                    font.weight: Font.DemiBold
                    color: Theme.accent
                }

                Repeater {
                    model: pane.board.checks

                    CheckRow {
                        width: column.width
                    }
                }
            }
        }
    }
}
