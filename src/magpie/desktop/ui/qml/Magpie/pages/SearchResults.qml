pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// What the search has found: people first, then messages.
FocusScope {
    id: results

    required property var search

    signal opened

    function openFirst(): void {
        open(0);
    }

    function open(index: int): void {
        if (index < list.count) {
            search.open(index);
            opened();
        }
    }

    ListView {
        id: list

        anchors.fill: parent
        focus: true
        model: results.search
        clip: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        highlightMoveDuration: 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Search results")
        Keys.onReturnPressed: results.open(currentIndex)
        Keys.onEnterPressed: results.open(currentIndex)
        onAtYEndChanged: if (atYEnd)
            results.search.more()
        T.ScrollBar.vertical: SlimScrollBar {}

        section.property: "section"
        section.delegate: SectionLabel {
            required property string section

            width: list.width
            text: section
        }

        delegate: ResultRow {
            width: list.width
            highlighted: ListView.isCurrentItem && list.activeFocus
            onClicked: results.open(index)
        }
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0 && !results.search.busy
        glyph: Icons.search
        title: qsTr("Nothing found")
        note: qsTr("No name and no message has “%1” in it.").arg(results.search.text)
    }
}
