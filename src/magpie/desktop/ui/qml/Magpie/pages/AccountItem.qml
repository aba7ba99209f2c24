import QtQuick
import QtQuick.Templates as T
import Magpie

// One of one's own accounts in a menu: whether it is connected, and how much waits in it.
T.MenuItem {
    id: item

    property string name: ""
    property string standing: ""
    property string initials: ""
    property color tint: Theme.secondary
    property url picture: ""
    property string show: ""
    property int unread: 0
    property bool current: false

    implicitWidth: 300
    implicitHeight: 56
    hoverEnabled: true
    Accessible.role: Accessible.RadioButton
    Accessible.name: unread > 0 ? qsTr("%1, %2, %n unread", "", unread).arg(name).arg(standing) : name + ", " + standing
    Accessible.checked: current

    background: Rectangle {
        x: 4
        width: item.width - 8
        height: item.height
        radius: 6
        color: item.current ? Theme.selected : item.highlighted || item.hovered ? Theme.hover : "transparent"
    }

    contentItem: Item {
        Avatar {
            id: face

            x: 12
            size: 36
            anchors.verticalCenter: parent.verticalCenter
            initials: item.initials
            tint: item.tint
            picture: item.picture
            show: item.show
        }

        Label {
            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: badge.visible ? badge.left : parent.right
            anchors.rightMargin: 8
            y: 9
            text: item.name
            font.weight: Font.DemiBold
        }

        Label {
            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.right: badge.visible ? badge.left : parent.right
            anchors.rightMargin: 8
            y: 30
            text: item.standing
            font.pixelSize: Theme.small
            color: Theme.secondary
        }

        Badge {
            id: badge

            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            count: item.unread
            most: 99
        }
    }
}
