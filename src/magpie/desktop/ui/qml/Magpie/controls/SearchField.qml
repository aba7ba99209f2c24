import QtQuick
import QtQuick.Templates as T
import Magpie

// A line to search with; Esc empties it.
T.TextField {
    id: control

    property string label: qsTr("Search")

    signal gone

    implicitWidth: 200
    implicitHeight: Theme.target
    leftPadding: 36
    rightPadding: text === "" ? 12 : 36
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    selectionColor: Theme.highlight
    selectedTextColor: Theme.text
    font.pixelSize: Theme.body
    selectByMouse: true
    Accessible.name: label
    Accessible.role: Accessible.EditableText
    Keys.onEscapePressed: event => {
        event.accepted = text !== "" || activeFocus;
        if (text === "")
            gone();
        clear();
    }

    background: Rectangle {
        radius: height / 2
        color: Theme.dark ? Theme.raised : Theme.sunken
        border.width: control.activeFocus ? 2 : 0
        border.color: Theme.accent
    }

    Label {
        x: control.leftPadding
        width: control.width - x - 8
        height: parent.height
        visible: control.text === "" && control.preeditText === ""
        text: control.label
        color: Theme.secondary
        Accessible.ignored: true
    }

    Icon {
        x: 11
        anchors.verticalCenter: parent.verticalCenter
        text: Icons.search
        size: 18
    }

    IconButton {
        anchors.right: parent.right
        visible: control.text !== ""
        label: qsTr("Clear the search")
        glyph: Icons.close
        size: 16
        onClicked: control.clear()
    }
}
