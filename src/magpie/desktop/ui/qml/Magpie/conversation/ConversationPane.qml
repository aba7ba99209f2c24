pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// A conversation: its head, its messages, and where the next one is written. Files can be dropped.
FocusScope {
    id: pane

    required property var view
    required property var emoji
    required property var spelling
    required property var recorder
    required property var player
    property bool narrow: false
    property bool detailed: false
    property bool finding: false

    signal backWanted
    signal detailsWanted
    signal exportWanted
    signal attachWanted

    function write(): void {
        composer.input.forceActiveFocus();
    }

    function search(): void {
        finding = true;
        find.begin();
    }

    // Esc: what is recorded is thrown away, nothing is chosen any more; false when there was neither.
    function cancel(): bool {
        if (recorder.recording) {
            recorder.cancel();
            return true;
        }
        if (!view.chosen.active)
            return false;
        view.chosen.clear();
        write();
        return true;
    }

    function focusMessages(): void {
        messages.forceActiveFocus();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    ConversationBar {
        id: bar

        width: parent.width
        view: pane.view
        narrow: pane.narrow
        detailed: pane.detailed
        onBackWanted: pane.backWanted()
        onDetailsWanted: pane.detailsWanted()
        onSearchWanted: pane.search()
        onExportWanted: pane.exportWanted()
        onLockWanted: (lock.item as LockSheet).open()
    }

    Loader {
        id: lock

        active: pane.view.secrecy !== null
        sourceComponent: LockSheet {
            objectName: "lock"
            secrecy: pane.view.secrecy
            onClosed: pane.write()
        }
    }

    Loader {
        width: parent.width
        height: bar.height
        active: pane.view.chosen.active
        sourceComponent: SelectionBar {
            chosen: pane.view.chosen
            narrow: pane.narrow
            onDeleteWanted: remove.open()
        }
    }

    DeleteSheet {
        id: remove

        objectName: "delete"
        count: pane.view.chosen.count
        canRetract: pane.view.chosen.canRetract
        onAgreed: everywhere => {
            pane.view.chosen.remove(everywhere);
            pane.write();
        }
    }

    FindBar {
        id: find

        y: bar.height
        width: parent.width
        height: visible ? implicitHeight : 0
        visible: pane.finding
        view: pane.view
        onClosed: {
            pane.finding = false;
            pane.view.finder.find("");
            pane.write();
        }
    }

    MessageList {
        id: messages

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: find.bottom
        anchors.bottom: closed.active ? closed.top : composer.top
        view: pane.view
        player: pane.player
        onMenuWanted: (row, x, y) => {
            menu.key = row.key;
            menu.selected = row.selected;
            menu.can = pane.view.deeds.abilities(row.key);
            menu.popup(row, x, y);
        }
        onDeleteWanted: remove.open()
        onSenderWanted: (row, place) => {
            const key = pane.view.deeds.author(row.key);
            if (key !== "")
                hand.openFor(key, row.sender, place, 36, 0);
        }
    }

    MemberHand {
        id: hand

        members: pane.view.group ? pane.view.group.members : null
    }

    Composer {
        id: composer

        anchors.bottom: parent.bottom
        width: parent.width
        focus: true
        visible: !closed.active
        view: pane.view
        spelling: pane.spelling
        recorder: pane.recorder
        onAttachWanted: pane.attachWanted()
        onEmojiWanted: picker.openFor("")
        onCopyWanted: messages.copy()
    }

    // A group that does not let one speak.
    Loader {
        id: closed

        readonly property var group: pane.view.group

        anchors.bottom: parent.bottom
        width: parent.width
        active: group !== null && (!group.canSpeak || group.refused !== "")
        sourceComponent: ClosedLine {
            text: !closed.group.mine ? qsTr("You have left this group.") : closed.group.refused !== "" ? closed.group.refused : qsTr("You may read here. A moderator can let you speak.")
            action: closed.group.canRejoin ? qsTr("Join again") : ""
            onActed: closed.group.wantsPassword ? password.open() : closed.group.rejoin("")
        }
    }

    AskSheet {
        id: password

        title: qsTr("This group asks for a password")
        label: qsTr("Password")
        hidden: true
        yes: qsTr("Join")
        onGiven: text => pane.view.group.rejoin(text)
    }

    MessageMenu {
        id: menu

        view: pane.view
        onEmojiWanted: key => picker.openFor(key)
    }

    EmojiPicker {
        id: picker

        objectName: "picker"

        property string target: ""

        function openFor(key: string): void {
            target = key;
            open();
        }

        emoji: pane.emoji
        x: pane.width - width - 12
        y: pane.height - height - composer.height - 4
        height: Math.min(360, messages.height)
        onChosen: (text, stays) => {
            if (target === "")
                composer.insert(text);
            else
                pane.view.deeds.react(target, text);
            if (target !== "" || !stays)
                close();
        }
        onClosed: pane.write()
    }

    DropArea {
        anchors.fill: parent
        keys: ["text/uri-list"]
        onEntered: drag => drag.accepted = drag.hasUrls && !closed.active
        onDropped: drop => {
            pane.view.files.offer(drop.urls);
            drop.accept();
        }

        Rectangle {
            anchors.fill: parent
            anchors.margins: 12
            visible: parent.containsDrag
            radius: 14
            color: Qt.alpha(Theme.surface, 0.94)
            border.width: 2
            border.color: Theme.accent

            EmptyState {
                anchors.centerIn: parent
                glyph: Icons.attach
                title: qsTr("Drop to send to %1").arg(pane.view.whom.name)
            }
        }
    }
}
