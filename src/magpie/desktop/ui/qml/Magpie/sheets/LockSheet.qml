pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Encryption from end to end: on or off, what it protects, and the keys of all devices.
Sheet {
    id: sheet

    required property var secrecy

    title: qsTr("Encryption from end to end")
    wanted: 520
    onAboutToShow: secrecy.look()

    Flickable {
        implicitHeight: column.implicitHeight + 20
        width: parent.width
        height: parent.height
        contentHeight: column.implicitHeight + 20
        clip: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            x: 24
            width: parent.width - 48
            spacing: 12

            Toggle {
                x: -12
                width: parent.width + 24
                text: qsTr("Encrypt what I write here")
                note: qsTr("Only devices of %1 and your own can read it. The server cannot.").arg(sheet.secrecy.name)
                checked: sheet.secrecy.locked
                enabled: !sheet.secrecy.busy
                onClicked: {
                    sheet.secrecy.lock(checked);
                    checked = Qt.binding(() => sheet.secrecy.locked);
                }
            }

            Paragraph {
                width: parent.width
                visible: text !== ""
                text: sheet.secrecy.failed
                color: Theme.danger
            }

            FingerprintBox {
                width: parent.width
                visible: sheet.secrecy.command !== ""
                caption: qsTr("To add encryption")
                fingerprint: sheet.secrecy.command
            }

            Paragraph {
                width: parent.width
                text: qsTr("Encrypted: the text of messages and of edits, with what they quote. Not encrypted: who writes to whom and when, reactions, and that a message was edited, answered or taken back. Files are not sent while this is on.")
                font.pixelSize: Theme.small
                lineHeight: 18
            }

            KeyList {
                width: parent.width
                title: qsTr("Devices of %1").arg(sheet.secrecy.name)
                note: qsTr("Compare the numbers with those on the other's screen, or have them read to you. Until you do, you trust the server to hand out the right ones.")
                keys: sheet.secrecy.locked ? sheet.secrecy.keys : []
                onDecided: (fingerprint, trust) => sheet.secrecy.trust(fingerprint, trust)
            }

            KeyList {
                width: parent.width
                title: qsTr("Your devices")
                keys: sheet.secrecy.locked ? sheet.secrecy.ownKeys : []
                onDecided: (fingerprint, trust) => sheet.secrecy.trust(fingerprint, trust)
            }
        }
    }
}
