import QtQuick
import Magpie

// What can be done with a message, with the quickest reactions above.
PopupMenu {
    id: sheet

    required property var view
    property string key: ""
    property var can: ({})
    property string selected: ""

    signal emojiWanted(string key)

    QuickReactions {
        visible: sheet.can.react === true
        height: visible ? implicitHeight : 0
        onChosen: emoji => {
            sheet.view.deeds.react(sheet.key, emoji);
            sheet.close();
        }
        onMoreWanted: {
            sheet.close();
            sheet.emojiWanted(sheet.key);
        }
    }

    PopupMenuItem {
        visible: sheet.can.reply === true
        text: qsTr("Reply")
        glyph: Icons.reply
        onTriggered: sheet.view.writing.replyTo(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.edit === true
        text: qsTr("Edit")
        glyph: Icons.edit
        onTriggered: sheet.view.writing.edit(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.selected !== ""
        text: qsTr("Copy selected text")
        glyph: Icons.copy
        onTriggered: sheet.view.chosen.copyText(sheet.selected)
    }

    PopupMenuItem {
        visible: sheet.can.forward === true
        text: qsTr("Forward…")
        glyph: Icons.forward
        onTriggered: sheet.view.chosen.forwardOne(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.copy === true
        text: qsTr("Copy text")
        glyph: Icons.copy
        onTriggered: sheet.view.deeds.copy(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.save === true
        text: qsTr("Save as…")
        glyph: Icons.download
        onTriggered: sheet.view.files.act(sheet.key, "saveAs")
    }

    PopupMenuItem {
        visible: sheet.can.folder === true
        text: qsTr("Show in folder")
        glyph: Icons.folder
        onTriggered: sheet.view.files.act(sheet.key, "folder")
    }

    PopupMenuItem {
        text: qsTr("Select")
        glyph: Icons.choose
        onTriggered: sheet.view.chosen.toggle(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.retry === true
        text: qsTr("Retry")
        glyph: Icons.retry
        onTriggered: sheet.view.deeds.retry(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.hide === true
        text: qsTr("Delete for me")
        glyph: Icons.trash
        danger: true
        onTriggered: sheet.view.deeds.hide(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.retract === true
        text: qsTr("Delete for everyone")
        glyph: Icons.trash
        danger: true
        onTriggered: sheet.view.deeds.retract(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.moderate === true
        text: qsTr("Remove for everyone")
        glyph: Icons.shield
        danger: true
        onTriggered: sheet.view.deeds.moderate(sheet.key)
    }

    PopupMenuItem {
        visible: sheet.can.discard === true
        text: qsTr("Do not send")
        glyph: Icons.trash
        danger: true
        onTriggered: sheet.view.deeds.discard(sheet.key)
    }
}
