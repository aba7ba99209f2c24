import QtQuick
import Magpie

// The place of the groups.
Item {
    id: pane

    signal peopleWanted

    PaneBar {
        id: bar

        width: parent.width
        title: qsTr("Groups")
    }

    EmptyState {
        anchors.centerIn: parent
        glyph: Icons.groups
        title: qsTr("No groups yet")
        note: qsTr("Groups come with the next version. Until then, write to people one by one.")
        action: qsTr("See who is here")
        onActed: pane.peopleWanted()
    }
}
