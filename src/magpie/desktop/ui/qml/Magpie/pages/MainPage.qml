pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// The window once one is signed in: rail, list, conversation, details. Narrow ones show one at a time.
FocusScope {
    id: page

    required property var shell
    property string place: "chats"
    property bool detailed: false
    readonly property bool narrow: width < 720
    readonly property ConversationPane open: conversation.item as ConversationPane
    readonly property bool talking: shell.conversation !== null
    // What a narrow window shows: the list, the conversation or the details.
    readonly property string pane: place === "settings" ? "settings" : !narrow ? "all" : talking && away ? (detailed ? "details" : "conversation") : "list"
    property bool away: false
    readonly property bool listed: pane === "all" || pane === "list"

    signal newChatWanted(bool contact)
    signal exportWanted(string key)
    signal attachWanted
    signal pictureWanted(string key)
    signal profileWanted
    signal codeWanted
    signal keysWanted
    signal accountWanted
    signal folderWanted
    signal passwordWanted
    signal createWanted
    signal findWanted
    signal inviteWanted
    signal groupSettingsWanted
    signal portraitWanted

    function go(where: string): void {
        place = where;
        if (where !== "settings" && narrow)
            away = false;
    }

    function opened(): void {
        away = true;
        if (place === "settings")
            place = "chats";
        if (open)
            open.write();
    }

    function back(): bool {
        if (open && open.cancel())
            return true;
        if (detailed) {
            detailed = false;
            return true;
        }
        if (open && open.finding) {
            open.finding = false;
            open.write();
            return true;
        }
        if (narrow && away) {
            away = false;
            return true;
        }
        return false;
    }

    function search(everywhere: bool): void {
        if (!everywhere && talking && (!narrow || away)) {
            open.search();
            return;
        }
        go("chats");
        chats.focusSearch();
    }

    function searchHere(): void {
        search(false);
    }

    // F6: the next of the window's regions.
    function nextRegion(backwards: bool): void {
        const regions = [rail, lists, conversation].filter(region => region.visible);
        const at = regions.findIndex(region => region.activeFocus);
        const next = regions[(at + (backwards ? regions.length - 1 : 1)) % regions.length];
        if (next === lists)
            place === "people" ? people.focusList() : place === "groups" ? groups.focusList() : chats.focusList();
        else if (next === conversation && open)
            open.write();
        else
            next.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason);
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    Rail {
        id: rail

        readonly property bool shown: !page.narrow || page.pane === "list" || page.pane === "settings"

        x: 0
        y: upright ? 0 : page.height - height
        width: upright ? implicitWidth : page.width
        height: upright ? page.height : implicitHeight
        visible: shown
        shell: page.shell
        place: page.place
        upright: !page.narrow
        onChosen: place => page.go(place)
        onProfileWanted: page.profileWanted()
        onCodeWanted: page.codeWanted()
        onAccountWanted: page.accountWanted()
    }

    FocusScope {
        id: lists

        x: page.narrow ? 0 : rail.width
        width: page.narrow ? page.width : page.shell.settings.listWidth
        height: page.height - (page.narrow ? rail.height : 0)
        visible: page.listed

        ChatsPane {
            id: chats

            anchors.fill: parent
            visible: page.place === "chats"
            focus: visible
            shell: page.shell
            narrow: page.narrow
            onOpened: page.opened()
            onNewChatWanted: page.newChatWanted(false)
            onPeopleWanted: page.go("people")
            onExportWanted: key => page.exportWanted(key)
        }

        PeoplePane {
            id: people

            anchors.fill: parent
            visible: page.place === "people"
            focus: visible
            shell: page.shell
            onOpened: page.opened()
            onAddWanted: page.newChatWanted(true)
            onProfileWanted: key => {
                page.shell.people.openKey(key);
                page.detailed = true;
                page.opened();
            }
        }

        GroupsPane {
            id: groups

            anchors.fill: parent
            visible: page.place === "groups"
            focus: visible
            shell: page.shell
            onOpened: page.opened()
            onCreateWanted: page.createWanted()
            onFindWanted: page.findWanted()
        }
    }

    SplitHandle {

        x: lists.x + lists.width - 4
        height: page.height
        visible: page.pane === "all"
        from: page.shell.settings.listWidth
        onMoved: width => page.shell.settings.listWidth = width
    }

    Loader {
        id: conversation

        readonly property real room: page.width - (page.narrow ? 0 : rail.width + lists.width + 1)

        x: page.narrow ? 0 : rail.width + lists.width + 1
        width: details.visible && !page.narrow && room >= 680 ? room - details.width : room
        height: page.height
        active: page.talking
        visible: page.pane === "conversation" || page.pane === "all"
        focus: true
        sourceComponent: ConversationPane {
            view: page.shell.conversation
            emoji: page.shell.emoji
            spelling: page.shell.spelling
            recorder: page.shell.recorder
            player: page.shell.player
            narrow: page.narrow
            detailed: page.detailed
            focus: true
            onBackWanted: page.back()
            onDetailsWanted: page.detailed = !page.detailed
            onExportWanted: page.exportWanted(page.shell.conversation.key)
            onAttachWanted: page.attachWanted()
        }
    }

    NothingOpen {
        x: conversation.x
        width: conversation.room
        height: page.height
        visible: page.pane === "all" && !page.talking
    }

    Loader {
        id: details

        anchors.right: parent.right
        width: page.narrow ? page.width : 320
        height: page.height
        active: page.detailed && page.talking
        visible: active && (page.pane === "all" || page.pane === "details")
        sourceComponent: DetailsPane {
            view: page.shell.conversation
            narrow: page.narrow
            onClosed: page.detailed = false
            onPictureWanted: key => page.pictureWanted(key)
            onInviteWanted: page.inviteWanted()
            onSettingsWanted: page.groupSettingsWanted()
            onPortraitWanted: page.portraitWanted()
        }
    }

    SettingsPane {
        x: page.narrow ? 0 : rail.width
        width: page.width - x
        height: page.height - (page.narrow ? rail.height : 0)
        visible: page.place === "settings"
        shell: page.shell
        onProfileWanted: page.profileWanted()
        onCodeWanted: page.codeWanted()
        onKeysWanted: page.keysWanted()
        onAccountWanted: page.accountWanted()
        onFolderWanted: page.folderWanted()
        onPasswordWanted: page.passwordWanted()
    }
}
