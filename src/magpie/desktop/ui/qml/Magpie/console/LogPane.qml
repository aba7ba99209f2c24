pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// The lines of the server's log since the console watches.
FocusScope {
    id: pane

    required property var lines

    ListView {
        id: list

        property bool following: true

        objectName: "log"
        anchors.fill: parent
        anchors.bottomMargin: 4
        clip: true
        focus: true
        reuseItems: true
        verticalLayoutDirection: ListView.BottomToTop
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: pane.lines
        currentIndex: -1
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Log")
        T.ScrollBar.vertical: SlimScrollBar {}
        onMovementEnded: following = atYEnd
        onCountChanged: if (following)
            Qt.callLater(positionViewAtBeginning)

        delegate: LogRow {
            width: list.width
        }
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0
        glyph: Icons.fileText
        title: qsTr("Nothing was logged yet")
        note: qsTr("What the server logs from now on stands here; never what people write.")
    }
}
