import QtQuick
import QtQuick.Templates as T
import Magpie

// Signing in, or making an account: the same page, one way or the other.
FocusScope {
    id: page

    required property var signIn
    property bool canLeave: false
    readonly property bool creating: signIn.creating

    signal gone

    objectName: "signInPage"

    function open(): void {
        invitation.open();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    DropArea {
        anchors.fill: parent
        onDropped: drop => page.signIn.readDrop(drop.urls, drop.text)
    }

    Flickable {
        anchors.fill: parent
        contentHeight: Math.max(height, column.implicitHeight + 64)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.max(32, (page.height - implicitHeight) * 0.42)
            width: Math.min(360, page.width - 48)
            spacing: 16

            Mark {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 80
            }

            Column {
                width: parent.width
                spacing: 4

                Label {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: page.creating ? qsTr("Create an account") : qsTr("Sign in to Magpie")
                    font.pixelSize: 24
                    font.weight: Font.DemiBold
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }

                Paragraph {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: page.signIn.greeting
                }
            }

            Field {
                id: address

                width: parent.width
                focus: true
                label: qsTr("User name")
                placeholder: qsTr("name, or name@server")
                text: page.signIn.address
                error: page.signIn.addressError
                hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText | Qt.ImhEmailCharactersOnly
                onEdited: page.signIn.address = text
                onAccepted: password.forceActiveFocus()
            }

            PasswordField {
                id: password

                width: parent.width
                text: page.signIn.password
                error: page.signIn.passwordError
                onEdited: page.signIn.password = text
                onAccepted: page.signIn.submit()
            }

            Field {
                id: server

                width: parent.width
                label: qsTr("Server")
                placeholder: qsTr("name or name:port")
                text: page.signIn.server
                error: page.signIn.serverError
                note: page.signIn.serverNote
                hints: Qt.ImhNoAutoUppercase | Qt.ImhUrlCharactersOnly
                onEdited: page.signIn.server = text
                onAccepted: page.signIn.submit()
            }

            ServerChips {
                width: parent.width
                servers: page.signIn.servers
                current: page.signIn.server
                onChosen: place => page.signIn.server = place
            }

            CheckLine {
                width: parent.width
                text: qsTr("Remember me")
                note: page.signIn.rememberNote
                enabled: page.signIn.canRemember
                checked: page.signIn.remember
                onToggled: page.signIn.remember = checked
            }

            Paragraph {
                width: parent.width
                visible: text !== ""
                text: page.signIn.error
                color: Theme.danger
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }

            PushButton {
                width: parent.width
                implicitHeight: 44
                filled: true
                enabled: !page.signIn.busy
                text: page.signIn.busy ? (page.creating ? qsTr("Creating the account…") : qsTr("Signing in…")) : page.creating ? qsTr("Create account") : qsTr("Sign in")
                onClicked: page.signIn.submit()
            }

            Row {
                anchors.horizontalCenter: parent.horizontalCenter
                spacing: 4

                LinkButton {
                    text: page.creating ? qsTr("I have an account") : qsTr("Create account")
                    onClicked: page.signIn.creating = !page.creating
                }

                LinkButton {
                    text: qsTr("I have an invitation")
                    onClicked: invitation.open()
                }
            }

            LinkButton {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: page.canLeave
                text: qsTr("Back")
                onClicked: page.gone()
            }
        }
    }

    // Whoever signs in again has only a password to give.
    Component.onCompleted: if (signIn.address !== "")
        password.forceActiveFocus()

    // What is wrong is where the keyboard is.
    Connections {
        target: page.signIn

        function onStopped(field: string): void {
            const wrong = field === "password" ? password : field === "server" ? server : field === "address" ? address : null;
            if (wrong) {
                wrong.forceActiveFocus();
                wrong.input.selectAll();
            }
        }
    }

    InvitationSheet {
        id: invitation

        signIn: page.signIn
    }

    CertificateSheet {
        trust: page.signIn.trust
    }
}
