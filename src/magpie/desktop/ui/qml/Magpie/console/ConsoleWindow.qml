pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Magpie

// The server's window: setting it up once, then what goes on in it.
ApplicationWindow {
    id: window

    required property var shell

    width: 1180
    height: 760
    minimumWidth: 380
    minimumHeight: 480
    title: shell.title === "Magpie" ? qsTr("Magpie server") : qsTr("%1 · Magpie server").arg(shell.title)
    color: Theme.surface
    font.pixelSize: Theme.body

    onClosing: close => close.accepted = window.shell.closing()

    Binding {
        target: Theme
        property: "choice"
        value: window.shell.settings.theme
    }

    Binding {
        target: Theme
        property: "calm"
        value: window.shell.calm
    }

    ConsolePage {
        id: page

        objectName: "page"
        anchors.fill: parent
        focus: true
        board: window.shell
        onInviteWanted: admin => {
            window.shell.invite.make(admin);
            invite.open();
        }
        onEndWanted: (key, name) => {
            end.key = key;
            end.name = name;
            end.open();
        }
        onTextWanted: text.open()
        onLookWanted: look.open()
    }

    Toast {
        shell: window.shell
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 32
    }

    InviteSheet {
        id: invite

        objectName: "invite"
        invite: window.shell.invite
    }

    QuestionSheet {
        id: end

        property string key: ""
        property string name: ""

        objectName: "end"
        title: qsTr("End the session of %1?").arg(name)
        text: qsTr("Its connection is closed. The program may sign in again by itself; to keep somebody out, disable the account: magpie user disable.")
        yes: qsTr("End session")
        danger: true
        onAgreed: window.shell.end(key)
    }

    QuestionSheet {
        id: text

        objectName: "text"
        title: qsTr("Show what people write?")
        text: qsTr("You will read messages that are not meant for you. Do it only to find a fault, and with their knowledge. The text stays in this window: it is never written to disk or to the log. Encrypted messages stay unreadable.")
        yes: qsTr("Show the text")
        danger: true
        onAgreed: window.shell.showText(true)
    }

    LeaveSheet {
        id: leave

        objectName: "leave"
        onAnswered: stop => window.shell.leave(stop)
    }

    LookSheet {
        id: look

        objectName: "look"
        settings: window.shell.settings
    }

    Shortcut {
        sequences: ["Ctrl+I"]
        enabled: window.shell.state === "running"
        onActivated: {
            window.shell.invite.make(false);
            invite.open();
        }
    }

    Shortcut {
        sequences: [StandardKey.Quit]
        onActivated: window.close()
    }

    Connections {
        target: window.shell

        function onLeaving(): void {
            leave.open();
        }
    }
}
