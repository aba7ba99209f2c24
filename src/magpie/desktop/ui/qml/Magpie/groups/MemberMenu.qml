import QtQuick
import Magpie

// What one may do with somebody of a group. `can` is what `Members.abilities` says.
PopupMenu {
    id: sheet

    property var members: null
    property string key: ""
    property string name: ""
    property var can: ({})

    signal sureWanted(string deed)

    function act(deed: string): void {
        members.act(key, deed);
    }

    PopupMenuItem {
        visible: sheet.can.talk === true
        text: qsTr("Write privately")
        glyph: Icons.chats
        onTriggered: sheet.act("talk")
    }

    PopupMenuItem {
        visible: sheet.can.owner === true
        text: qsTr("Make owner")
        glyph: Icons.crown
        onTriggered: sheet.act("owner")
    }

    PopupMenuItem {
        visible: sheet.can.admin === true
        text: qsTr("Make admin")
        glyph: Icons.shield
        onTriggered: sheet.act("admin")
    }

    PopupMenuItem {
        visible: sheet.can.member === true
        text: qsTr("Make member")
        glyph: Icons.person
        onTriggered: sheet.act("member")
    }

    PopupMenuItem {
        visible: sheet.can.voice === true
        text: qsTr("Let speak")
        glyph: Icons.microphone
        onTriggered: sheet.act("voice")
    }

    PopupMenuItem {
        visible: sheet.can.hush === true
        text: qsTr("Let only read")
        glyph: Icons.eye
        onTriggered: sheet.act("hush")
    }

    PopupMenuItem {
        visible: sheet.can.unban === true
        text: qsTr("Let in again")
        glyph: Icons.retry
        onTriggered: sheet.act("unban")
    }

    PopupMenuItem {
        visible: sheet.can.remove === true
        text: qsTr("No member any more")
        glyph: Icons.minus
        danger: true
        onTriggered: sheet.act("remove")
    }

    PopupMenuItem {
        visible: sheet.can.kick === true
        text: qsTr("Send out")
        glyph: Icons.signOut
        danger: true
        onTriggered: sheet.sureWanted("kick")
    }

    PopupMenuItem {
        visible: sheet.can.ban === true
        text: qsTr("Ban…")
        glyph: Icons.block
        danger: true
        onTriggered: sheet.sureWanted("ban")
    }
}
