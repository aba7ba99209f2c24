import QtQuick
import Magpie

// What can be done with a contact.
Column {
    id: part

    required property var whom

    topPadding: 8
    spacing: 2

    DetailButton {
        width: parent.width
        visible: !part.whom.contact
        text: qsTr("Add to contacts")
        glyph: Icons.invite
        onClicked: part.whom.add()
    }

    DetailButton {
        width: parent.width
        visible: part.whom.contact
        text: qsTr("Rename")
        glyph: Icons.edit
        onClicked: rename.open()
    }

    DetailButton {
        width: parent.width
        visible: part.whom.contact
        text: qsTr("Remove from contacts")
        glyph: Icons.trash
        danger: true
        onClicked: remove.open()
    }

    DetailButton {
        width: parent.width
        text: part.whom.blocked ? qsTr("Unblock") : qsTr("Block")
        glyph: Icons.block
        danger: !part.whom.blocked
        onClicked: part.whom.blocked ? part.whom.block(false) : block.open()
    }

    RenameSheet {
        id: rename

        whom: part.whom
    }

    QuestionSheet {
        id: remove

        title: qsTr("Remove %1 from your contacts?").arg(part.whom.name)
        text: qsTr("You no longer see whether they are here. The messages stay.")
        yes: qsTr("Remove")
        danger: true
        onAgreed: part.whom.remove()
    }

    QuestionSheet {
        id: block

        title: qsTr("Block %1?").arg(part.whom.name)
        text: qsTr("Nothing they write reaches you any more, and they do not see whether you are here.")
        yes: qsTr("Block")
        danger: true
        onAgreed: part.whom.block(true)
    }
}
