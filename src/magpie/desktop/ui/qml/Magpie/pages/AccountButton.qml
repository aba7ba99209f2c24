import QtQuick
import Magpie

// Another account of one's own on the rail: its face, whether it is connected, what waits there.
RailButton {
    id: button

    required property string key
    required property string name
    required property string address
    required property string standing
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property int unread
    required property bool current

    visible: !current
    height: visible ? 48 : 0
    label: qsTr("Use %1").arg(address)
    count: unread

    Avatar {
        anchors.centerIn: parent
        size: 32
        initials: button.initials
        tint: button.tint
        picture: button.picture
        show: button.show
        around: Theme.raised
    }

    Tip {
        visible: button.hovered
        text: button.standing
    }
}
