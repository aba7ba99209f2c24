pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// Who may be meant by the `@` that is being written.
Panel {
    id: panel

    required property var mentions
    property alias index: list.currentIndex

    signal chosen(int index)

    function step(by: int): void {
        list.currentIndex = (list.currentIndex + by + list.count) % list.count;
    }

    visible: mentions.offered
    implicitWidth: 280
    implicitHeight: Math.min(6, list.count) * 44 + 8

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 4
        model: panel.mentions
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Who is meant")
        onCountChanged: currentIndex = 0

        delegate: MentionRow {
            width: list.width
            highlighted: ListView.isCurrentItem
            onClicked: panel.chosen(index)
        }
    }
}
