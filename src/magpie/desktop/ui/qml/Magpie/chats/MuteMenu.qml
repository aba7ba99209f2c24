import QtQuick
import Magpie

// For how long a chat is to be silent: the choices of `muting.py`, in their order.
PopupMenu {
    id: sheet

    signal chosen(int choice)

    PopupMenuItem {
        text: qsTr("For an hour")
        glyph: Icons.clock
        onTriggered: sheet.chosen(0)
    }

    PopupMenuItem {
        text: qsTr("For 8 hours")
        glyph: Icons.clock
        onTriggered: sheet.chosen(1)
    }

    PopupMenuItem {
        text: qsTr("For a day")
        glyph: Icons.clock
        onTriggered: sheet.chosen(2)
    }

    PopupMenuItem {
        text: qsTr("Until I switch it on")
        glyph: Icons.muted
        onTriggered: sheet.chosen(3)
    }
}
