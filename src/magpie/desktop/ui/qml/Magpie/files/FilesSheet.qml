pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The files that are about to be sent, each of which may be left out.
Sheet {
    id: sheet

    property var files: null
    readonly property var outgoing: files ? files.outgoing : []

    title: qsTr("Send %n file(s)", "", outgoing.length)
    wanted: 420
    onClosed: files.drop()

    Column {
        width: parent.width
        bottomPadding: 20

        ListView {
            x: 12
            width: parent.width - 24
            height: Math.min(300, contentHeight)
            model: sheet.outgoing
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Files")
            T.ScrollBar.vertical: SlimScrollBar {}

            delegate: OutgoingRow {
                width: ListView.view.width
                onLeftOut: sheet.files.leaveOut(index)
            }
        }

        Item {
            width: 1
            height: 12
        }

        CheckLine {
            id: direct

            x: 24
            width: parent.width - 48
            visible: sheet.files !== null && sheet.files.canSendDirectly
            text: qsTr("Send directly")
            note: qsTr("From this computer to theirs, while both are online. It does not stay on the server.")
        }

        Item {
            width: 1
            height: 16
        }

        Row {
            anchors.right: parent.right
            anchors.rightMargin: 24
            spacing: 8

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }

            PushButton {
                text: qsTr("Send")
                filled: true
                focus: true
                enabled: sheet.outgoing.length > 0
                onClicked: {
                    sheet.files.send(direct.checked);
                    sheet.close();
                }
            }
        }
    }
}
