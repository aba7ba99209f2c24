import QtQuick
import Magpie

// What a group is about, and the link to it.
Column {
    id: part

    required property var group

    DetailLine {
        width: parent.width
        visible: part.group.subject !== "" || part.group.canSetSubject
        glyph: Icons.flags
        text: part.group.subject !== "" ? part.group.subject : qsTr("None yet")
        note: qsTr("Subject")
        actionGlyph: part.group.canSetSubject ? Icons.edit : ""
        actionLabel: qsTr("Change the subject")
        onActed: subject.open()
    }

    DetailLine {
        width: parent.width
        visible: part.group.description !== ""
        glyph: Icons.info
        text: part.group.description
        note: qsTr("Description")
    }

    DetailLine {
        width: parent.width
        glyph: Icons.link
        text: part.group.address
        note: qsTr("Address")
        actionGlyph: Icons.copy
        actionLabel: qsTr("Copy the link")
        onActed: part.group.copyLink()
    }

    DetailLine {
        width: parent.width
        visible: part.group.inside
        glyph: Icons.person
        text: part.group.nick
        note: qsTr("Your name in the group")
        actionGlyph: Icons.edit
        actionLabel: qsTr("Change your name in the group")
        onActed: nick.open()
    }

    AskSheet {
        id: subject

        title: qsTr("Subject of the group")
        label: qsTr("Subject")
        note: qsTr("Everybody in the group sees it.")
        yes: qsTr("Save")
        text: part.group.subject
        needed: false
        longest: 500
        onGiven: text => part.group.setSubject(text)
    }

    AskSheet {
        id: nick

        title: qsTr("Your name in the group")
        label: qsTr("Name")
        note: qsTr("Everybody in the group sees it.")
        yes: qsTr("Save")
        text: part.group.nick
        longest: 60
        onGiven: text => part.group.setNick(text)
    }
}
