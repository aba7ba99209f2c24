import QtQuick
import Magpie

// An account of one's own, and how it stands.
Item {
    id: line

    required property string key
    required property string name
    required property string address
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string standing
    required property bool current
    required property bool connected

    signal chosen
    signal connectWanted
    signal signOutWanted
    signal forgetWanted

    implicitHeight: 64

    Avatar {
        id: face

        x: 12
        anchors.verticalCenter: parent.verticalCenter
        initials: line.initials
        tint: line.tint
        picture: line.picture
        show: line.show
        around: Theme.raised
    }

    Label {
        x: 68
        y: 12
        width: more.x - x - 8
        text: line.name
        font.weight: Font.DemiBold
    }

    Label {
        x: 68
        y: 34
        width: more.x - x - 8
        text: line.standing
        font.pixelSize: 13
        color: Theme.secondary
    }

    IconButton {
        id: more

        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        label: qsTr("What to do with %1").arg(line.address)
        glyph: Icons.more
        onClicked: menu.popup(more, more.width - menu.width, more.height)
    }

    PopupMenu {
        id: menu

        PopupMenuItem {
            visible: !line.current
            text: qsTr("Write as this account")
            glyph: Icons.check
            onTriggered: line.chosen()
        }

        PopupMenuItem {
            visible: !line.connected
            text: qsTr("Connect")
            glyph: Icons.retry
            onTriggered: line.connectWanted()
        }

        PopupMenuItem {
            text: qsTr("Sign out")
            glyph: Icons.signOut
            onTriggered: line.signOutWanted()
        }

        PopupMenuItem {
            text: qsTr("Remove from this computer")
            glyph: Icons.trash
            danger: true
            onTriggered: sure.open()
        }
    }

    QuestionSheet {
        id: sure

        title: qsTr("Remove %1 from this computer?").arg(line.address)
        text: qsTr("Its messages and the remembered password go from this computer. They stay on the server.")
        yes: qsTr("Remove")
        danger: true
        onAgreed: line.forgetWanted()
    }
}
