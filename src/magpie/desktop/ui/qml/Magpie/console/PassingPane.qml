pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// What passes through the server, the newest below.
FocusScope {
    id: pane

    required property var board
    property bool wide: true

    signal textWanted

    ListView {
        id: list

        property bool following: true

        objectName: "passing"
        anchors.fill: parent
        anchors.bottomMargin: foot.visible ? foot.height : 4
        clip: true
        focus: true
        reuseItems: true
        verticalLayoutDirection: ListView.BottomToTop
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: pane.board.passing
        currentIndex: -1
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What passes")
        T.ScrollBar.vertical: SlimScrollBar {}
        onMovementEnded: following = atYEnd
        onCountChanged: if (following)
            Qt.callLater(positionViewAtBeginning)
        onHeightChanged: if (following)
            Qt.callLater(positionViewAtBeginning)

        delegate: PassingRow {
            width: list.width
        }
    }

    JumpButton {
        anchors.right: parent.right
        anchors.bottom: list.bottom
        anchors.margins: 16
        visible: !list.following && !list.atYEnd
        onClicked: {
            list.following = true;
            list.positionViewAtBeginning();
        }
    }

    EmptyState {
        anchors.centerIn: parent
        visible: list.count === 0
        glyph: Icons.recent
        title: qsTr("Nothing has passed yet")
        note: qsTr("Who writes to whom, what kind it is and how large, as it happens. Not what they write.")
    }

    // On a narrow window the button has its place here.
    Rectangle {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: 52
        visible: !pane.wide && !pane.board.showsText
        color: Theme.raised

        PushButton {
            anchors.centerIn: parent
            glyph: Icons.eye
            text: qsTr("Show the text")
            onClicked: pane.textWanted()
        }
    }
}
