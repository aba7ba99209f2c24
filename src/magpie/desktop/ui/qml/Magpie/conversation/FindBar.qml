import QtQuick
import Magpie

// Searches in the conversation: from the newest place to older ones.
Item {
    id: bar

    required property var view

    signal closed

    function begin(): void {
        field.forceActiveFocus();
        field.selectAll();
    }

    implicitHeight: 52

    SearchField {
        id: field

        x: 12
        width: parent.width - x - count.width - 140
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Search in this chat")
        onTextChanged: bar.view.finder.find(text)
        onGone: bar.closed()
        Keys.onReturnPressed: event => event.modifiers & Qt.ShiftModifier ? bar.view.finder.newer() : bar.view.finder.older()
        Keys.onUpPressed: bar.view.finder.older()
        Keys.onDownPressed: bar.view.finder.newer()
    }

    Label {
        id: count

        anchors.right: older.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: field.text === "" ? "" : bar.view.finder.summary
        font.pixelSize: 13
        color: Theme.secondary
    }

    IconButton {
        id: older

        anchors.right: newer.left
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Older")
        glyph: Icons.caretUp
        enabled: bar.view.finder.count > 0
        onClicked: bar.view.finder.older()
    }

    IconButton {
        id: newer

        anchors.right: leave.left
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Newer")
        glyph: Icons.caretDown
        enabled: bar.view.finder.count > 0
        onClicked: bar.view.finder.newer()
    }

    IconButton {
        id: leave

        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("Close the search")
        keys: "Esc"
        glyph: Icons.close
        size: 18
        onClicked: bar.closed()
    }

    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
