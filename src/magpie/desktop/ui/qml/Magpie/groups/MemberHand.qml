import QtQuick
import Magpie

// The menu of somebody of a group, and the question before they are sent out.
Item {
    id: hand

    property var members: null

    function openFor(key: string, name: string, place: Item, x: real, y: real): void {
        const can = members.abilities(key);
        if (!Object.values(can).includes(true))
            return;
        menu.key = key;
        menu.name = name;
        menu.can = can;
        menu.popup(place, x, y);
    }

    MemberMenu {
        id: menu

        members: hand.members
        onSureWanted: deed => {
            sure.deed = deed;
            sure.open();
        }
    }

    QuestionSheet {
        id: sure

        property string deed: "kick"

        title: deed === "ban" ? qsTr("Ban %1 from the group?").arg(menu.name) : qsTr("Send %1 out?").arg(menu.name)
        text: deed === "ban" ? qsTr("They leave the group at once, and cannot come back until you let them in again.") : qsTr("They leave the group, and may come back.")
        yes: deed === "ban" ? qsTr("Ban") : qsTr("Send out")
        danger: true
        onAgreed: menu.act(deed)
    }
}
