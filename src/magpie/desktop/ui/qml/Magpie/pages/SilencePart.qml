import QtQuick
import Magpie

// Whether one hears of this conversation, and for how long not.
Toggle {
    id: part

    required property var silence

    text: qsTr("Notifications")
    note: silence.note
    checked: !silence.muted
    onToggled: {
        if (checked)
            silence.choose(-1);
        else
            menu.popup(part, part.width - menu.width, part.height);
        checked = Qt.binding(() => !silence.muted);
    }

    MuteMenu {
        id: menu

        onChosen: choice => part.silence.choose(choice)
    }
}
