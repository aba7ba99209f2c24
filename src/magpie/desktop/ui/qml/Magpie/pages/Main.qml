pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import Magpie

// The window: signing in, or everything else, with the sheets that lie over it.
ApplicationWindow {
    id: window

    required property var shell

    width: 1080
    height: 720
    minimumWidth: 360
    minimumHeight: 480
    title: shell.title
    color: Theme.surface
    font.pixelSize: Theme.body

    onClosing: close => close.accepted = window.shell.closing()
    onActiveChanged: window.shell.active = active

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

    Loader {
        anchors.fill: parent
        active: window.shell.page === "signIn"
        visible: active
        focus: active
        sourceComponent: SignInPage {
            signIn: window.shell.signIn
            canLeave: window.shell.accounts.count > 0
            focus: true
            onGone: window.shell.leaveSignIn()
        }
    }

    MainPage {
        id: main

        objectName: "page"

        anchors.fill: parent
        visible: window.shell.page === "main"
        focus: visible
        shell: window.shell
        onNewChatWanted: contact => {
            newChat.contact = contact;
            newChat.open();
        }
        onExportWanted: key => window.shell.choosing.export(key)
        onAttachWanted: window.shell.choosing.attach()
        onPictureWanted: key => window.shell.conversation.files.act(key, "view")
        onProfileWanted: profile.open()
        onCodeWanted: code.open()
        onKeysWanted: keyList.open()
        onAccountWanted: window.shell.addAccount()
        onFolderWanted: window.shell.choosing.downloads()
        onPasswordWanted: password.open()
        onCreateWanted: groups.create()
        onFindWanted: groups.find()
        onInviteWanted: groups.invite()
        onGroupSettingsWanted: groups.settings()
        onPortraitWanted: window.shell.choosing.portrait(window.shell.conversation.group)
    }

    Shortcuts {
        shell: window.shell
        page: main
        enabled: window.shell.page === "main"
        onSwitcherWanted: switcher.open()
        onListWanted: keyList.open()
        onQuitWanted: window.shell.quit()
    }

    Toast {
        shell: window.shell
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 80
    }

    NewChatSheet {
        id: newChat

        objectName: "newChat"

        shell: window.shell
        onStarted: main.opened()
    }

    SwitcherSheet {
        id: switcher

        objectName: "switcher"

        switcher: window.shell.switcher
        onJumped: main.opened()
    }

    KeysSheet {
        id: keyList

        objectName: "keyList"

        groups: window.shell.keys
    }

    ProfileSheet {
        id: profile

        objectName: "profile"

        me: window.shell.me
        onPictureWanted: window.shell.choosing.portrait(window.shell.me)
    }

    PasswordSheet {
        id: password

        objectName: "password"

        me: window.shell.me
    }

    CropSheet {
        id: crop

        objectName: "crop"

        portrait: window.shell.portrait
    }

    Connections {
        target: window.shell.portrait

        function onWanted(): void {
            crop.open();
        }
    }

    ForwardSheet {
        id: forward

        objectName: "forward"

        forwarding: window.shell.forwarding
    }

    CodeSheet {
        id: code

        objectName: "code"

        view: window.shell.code
    }

    GroupsLayer {
        id: groups

        objectName: "groups"
        shell: window.shell
    }

    FilesLayer {
        id: files

        shell: window.shell
    }

    Connections {
        target: window.shell.forwarding

        function onWanted(): void {
            forward.open();
        }
    }

    Connections {
        target: window.shell

        function onRaised(): void {
            window.show();
            window.raise();
            window.requestActivate();
        }

        function onConversationShown(): void {
            main.opened();
        }
    }
}
