import QtQuick
import Magpie

// Nobody vouches for the server's certificate yet: a plain question. One that has changed is
// refused, and this says so.
Sheet {
    id: sheet

    required property var trust
    readonly property bool changed: trust.refused

    title: changed ? qsTr("This is not the server you know") : qsTr("Is this the right server?")
    wanted: 480
    visible: trust.asking
    onClosed: trust.refuse()

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 12

        Paragraph {
            width: parent.width - 48
            text: sheet.changed ? qsTr("%1 shows another certificate than before. Somebody may be listening in, so Magpie did not sign in and sent no password. Ask whoever runs the server whether they have changed it.").arg(sheet.trust.server) : qsTr("%1 made its own certificate, as servers at home or in an office do. Compare the fingerprint with the one that whoever runs it can tell you. Magpie will then remember it.").arg(sheet.trust.server)
            color: Theme.text
        }

        FingerprintBox {
            width: parent.width - 48
            caption: sheet.changed ? qsTr("It shows now") : qsTr("Fingerprint (SHA-256)")
            fingerprint: sheet.trust.fingerprint
        }

        FingerprintBox {
            width: parent.width - 48
            visible: sheet.changed
            caption: qsTr("You trusted")
            fingerprint: sheet.trust.expected
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                visible: !sheet.changed
                text: qsTr("Yes, trust it")
                filled: true
                onClicked: sheet.trust.trust()
            }

            PushButton {
                text: sheet.changed ? qsTr("Close") : qsTr("No")
                filled: sheet.changed
                focus: true
                onClicked: sheet.close()
            }

            PushButton {
                visible: sheet.trust.canForget
                text: qsTr("It was changed on purpose…")
                danger: true
                onClicked: sure.open()
            }
        }
    }

    QuestionSheet {
        id: sure

        title: qsTr("Forget the certificate you trusted?")
        text: qsTr("Only if whoever runs the server told you that it changed, and the fingerprint it shows now is the one they gave you. Magpie signs in anew and asks about the new one.")
        yes: qsTr("Forget it")
        danger: true
        onAgreed: sheet.trust.forget()
    }
}
