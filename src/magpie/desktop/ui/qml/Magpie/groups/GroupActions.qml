import QtQuick
import Magpie

// What one may do with a group as a whole.
Column {
    id: part

    required property var group

    signal inviteWanted
    signal settingsWanted

    topPadding: 8
    bottomPadding: 4
    spacing: 2

    DetailButton {
        width: parent.width
        visible: part.group.canInvite
        text: qsTr("Invite people")
        glyph: Icons.invite
        onClicked: part.inviteWanted()
    }

    DetailButton {
        width: parent.width
        visible: part.group.canOwn
        text: qsTr("Group settings")
        glyph: Icons.settings
        onClicked: part.settingsWanted()
    }

    DetailButton {
        width: parent.width
        visible: part.group.mine
        text: qsTr("Leave the group")
        glyph: Icons.signOut
        danger: true
        onClicked: leave.open()
    }

    DetailButton {
        width: parent.width
        visible: part.group.canOwn
        text: qsTr("Delete the group for everyone")
        glyph: Icons.trash
        danger: true
        onClicked: destroy.open()
    }

    QuestionSheet {
        id: leave

        title: qsTr("Leave %1?").arg(part.group.name)
        text: qsTr("On all your devices. What was said stays on this computer.")
        yes: qsTr("Leave")
        danger: true
        onAgreed: part.group.leave()
    }

    QuestionSheet {
        id: destroy

        title: qsTr("Delete %1 for everyone?").arg(part.group.name)
        text: qsTr("Everybody is sent out, and the server forgets what was said. This cannot be taken back.")
        yes: qsTr("Delete for everyone")
        danger: true
        onAgreed: part.group.destroy()
    }
}
