pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Who is online: every device, since when and from where.
FocusScope {
    id: pane

    required property var board
    property bool headed: true

    signal endWanted(string key, string name)

    PaneBar {
        id: bar

        width: parent.width
        visible: pane.headed
        height: visible ? implicitHeight : 8
        title: qsTr("Online")
        note: qsTr("%n devices", "", pane.board.sessions)
    }

    SearchField {
        id: search

        x: 16
        anchors.top: bar.bottom
        width: parent.width - 32
        label: qsTr("Find a person, program or address")
        onTextChanged: pane.board.devices.filter = text
        onGone: list.forceActiveFocus()
        Keys.onDownPressed: list.forceActiveFocus()
    }

    ListView {
        id: list

        objectName: "devices"
        anchors.top: search.bottom
        anchors.topMargin: 8
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        focus: true
        reuseItems: true
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: pane.board.devices
        currentIndex: -1
        highlightMoveDuration: 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Online")
        T.ScrollBar.vertical: SlimScrollBar {}
        Keys.onDeletePressed: {
            const row = currentItem as DeviceRow;
            if (row)
                row.endWanted();
        }

        delegate: DeviceRow {
            width: list.width
            highlighted: ListView.isCurrentItem && list.activeFocus
            onClicked: {
                list.currentIndex = index;
                list.forceActiveFocus();
            }
            onEndWanted: pane.endWanted(key, name)
            onCopyWanted: pane.board.copy(key)
        }
    }

    EmptyState {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(120, parent.height * 0.3)
        visible: list.count === 0
        glyph: Icons.people
        title: search.text === "" ? qsTr("Nobody is here") : qsTr("Nobody matches")
        note: search.text === "" ? qsTr("Who signs in stands here, with the program and the address it comes from.") : ""
    }
}
