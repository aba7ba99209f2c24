import QtQuick
import Magpie

// What can be done with a chat of the list. `chat` is its row.
PopupMenu {
    id: sheet

    property var chats
    property string key: ""
    property bool pinned: false
    property bool muted: false
    property bool archived: false
    property bool unread: false

    signal exportWanted(string key)
    signal muteWanted
    signal deleteWanted

    PopupMenuItem {
        text: sheet.pinned ? qsTr("Unpin") : qsTr("Pin")
        glyph: Icons.pin
        onTriggered: sheet.chats.pin(sheet.key, !sheet.pinned)
    }

    PopupMenuItem {
        text: sheet.muted ? qsTr("Unmute") : qsTr("Mute…")
        glyph: sheet.muted ? Icons.bell : Icons.muted
        onTriggered: sheet.muted ? sheet.chats.mute(sheet.key, -1) : sheet.muteWanted()
    }

    PopupMenuItem {
        text: sheet.unread ? qsTr("Mark as read") : qsTr("Mark as unread")
        glyph: sheet.unread ? Icons.checks : Icons.chats
        onTriggered: sheet.chats.mark(sheet.key, !sheet.unread)
    }

    PopupMenuItem {
        text: sheet.archived ? qsTr("Unarchive") : qsTr("Archive")
        glyph: Icons.archive
        onTriggered: sheet.chats.archive(sheet.key, !sheet.archived)
    }

    MenuLine {}

    PopupMenuItem {
        text: qsTr("Export…")
        glyph: Icons.takeOut
        onTriggered: sheet.exportWanted(sheet.key)
    }

    PopupMenuItem {
        text: qsTr("Delete chat…")
        glyph: Icons.trash
        danger: true
        onTriggered: sheet.deleteWanted()
    }
}
