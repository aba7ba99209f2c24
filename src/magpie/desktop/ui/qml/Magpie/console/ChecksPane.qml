pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// What keeps the server from working, or soon will.
FocusScope {
    id: pane

    required property var board
    property bool wide: true

    ListView {
        id: list

        objectName: "checks"
        anchors.fill: parent
        anchors.margins: 16
        anchors.bottomMargin: pane.wide ? 16 : 60
        clip: true
        focus: true
        spacing: 8
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: pane.board.checks
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Checks")
        T.ScrollBar.vertical: SlimScrollBar {}

        delegate: CheckRow {
            width: list.width
        }
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0
        glyph: pane.board.looking ? Icons.clock : Icons.shield
        title: pane.board.looking ? qsTr("Looking…") : qsTr("Nothing is wrong")
        note: qsTr("Folder, disk, clock, database, certificate, ports and name are looked at.")
    }

    PushButton {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 12
        visible: !pane.wide
        enabled: !pane.board.looking
        glyph: Icons.retry
        text: pane.board.looking ? qsTr("Looking…") : qsTr("Look again")
        onClicked: pane.board.lookAgain()
    }
}
