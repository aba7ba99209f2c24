pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// A group: what it is, what one hears of it, who is in it, and what one may do there.
ListView {
    id: list

    required property var view

    objectName: "members"
    readonly property var group: view.group

    property bool touched: false

    signal pictureWanted(string key)
    signal inviteWanted
    signal settingsWanted
    signal portraitWanted

    model: group.members
    clip: true
    reuseItems: true
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    highlightMoveDuration: 0
    bottomMargin: 12
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Members")
    Keys.onReturnPressed: if (currentItem)
        hand.openFor((currentItem as MemberRow).key, (currentItem as MemberRow).name, currentItem, 68, 40)
    T.ScrollBar.vertical: SlimScrollBar {}

    section.property: "section"
    section.delegate: SectionLabel {
        required property string section

        width: list.width
        leftPadding: 24
        text: section
    }

    onMovementStarted: touched = true

    header: Column {
        width: list.width
        spacing: 4
        // It grows while it is filled: until somebody scrolls, its beginning is what is seen.
        onHeightChanged: if (!list.touched)
            Qt.callLater(list.positionViewAtBeginning)

        FacePart {
            width: parent.width
            whom: list.group
            changeable: list.group.canOwn
            onPictureWanted: list.portraitWanted()
        }

        GroupFacts {
            width: parent.width
            group: list.group
        }

        SilencePart {
            x: 12
            width: parent.width - 24
            silence: list.view.silence
        }

        NotifyChoice {
            x: 24
            width: parent.width - 48
            group: list.group
        }

        Divider {
            x: 24
            width: parent.width - 48
        }

        MediaPart {
            width: parent.width
            view: list.view
            onPictureWanted: key => list.pictureWanted(key)
        }

        Divider {
            x: 24
            width: parent.width - 48
        }

        GroupActions {
            width: parent.width
            group: list.group
            onInviteWanted: list.inviteWanted()
            onSettingsWanted: list.settingsWanted()
        }
    }

    delegate: MemberRow {
        id: row

        width: list.width
        highlighted: ListView.isCurrentItem && list.activeFocus
        onClicked: hand.openFor(key, name, row, 68, 40)
        onMenuWanted: (x, y) => hand.openFor(key, name, row, x, y)
    }

    MemberHand {
        id: hand

        members: list.group.members
    }
}
