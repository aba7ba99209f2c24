import QtQuick
import Magpie

// Of what one hears in a group.
Item {
    id: part

    required property var group

    implicitHeight: choice.implicitHeight + 12

    Choice {
        id: choice

        anchors.horizontalCenter: parent.horizontalCenter
        label: qsTr("Tell me about")
        value: part.group.notify
        options: [
            {
                "value": "all",
                "text": qsTr("Everything")
            },
            {
                "value": "mentions",
                "text": qsTr("My name")
            },
            {
                "value": "none",
                "text": qsTr("Nothing")
            }
        ]
        onChosen: value => part.group.setNotify(value)
    }
}
