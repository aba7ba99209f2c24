import QtQuick
import QtQuick.Templates as T
import Magpie

// Whom one talks with, whether they are here, and what can be done with the conversation.
Item {
    id: bar

    required property var view
    property bool narrow: false
    property bool detailed: false

    signal backWanted
    signal detailsWanted
    signal searchWanted
    signal exportWanted
    signal lockWanted

    implicitHeight: 56

    IconButton {
        id: back

        x: 6
        anchors.verticalCenter: parent.verticalCenter
        visible: bar.narrow
        label: qsTr("Back")
        glyph: Icons.back
        size: 22
        onClicked: bar.backWanted()
    }

    T.AbstractButton {
        id: who

        x: bar.narrow ? 46 : 12
        width: Math.min(implicitWidth, buttons.x - x - 4)
        implicitWidth: 62 + Math.max(name.implicitWidth, standing.implicitWidth)
        height: 48
        y: 4
        hoverEnabled: true
        focusPolicy: Qt.StrongFocus
        Accessible.name: qsTr("%1, %2. Show details").arg(bar.view.whom.name).arg(bar.view.whom.line)
        onClicked: bar.detailsWanted()

        background: Rectangle {
            radius: Theme.corner
            color: who.hovered ? Theme.hover : "transparent"

            FocusRing {
                anchors.margins: 0
                shown: who.visualFocus
            }
        }

        contentItem: Item {
            Avatar {
                x: 4
                anchors.verticalCenter: parent.verticalCenter
                size: 38
                initials: bar.view.whom.initials
                tint: bar.view.whom.tint
                picture: bar.view.whom.picture
            }

            Label {
                id: name

                x: 54
                y: 4
                width: parent.width - x - 6
                text: bar.view.whom.name
                font.pixelSize: 15
                font.weight: Font.DemiBold
            }

            Label {
                id: standing

                x: 54
                y: 25
                width: parent.width - x - 6
                text: bar.view.whom.account === "" ? bar.view.whom.line : qsTr("%1 · as %2").arg(bar.view.whom.line).arg(bar.view.whom.account)
                font.pixelSize: 13
                color: bar.view.whom.typing || bar.view.whom.here ? Theme.accent : Theme.secondary
            }
        }
    }

    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter

        IconButton {
            readonly property bool closed: bar.view.secrecy !== null && bar.view.secrecy.locked

            visible: bar.view.secrecy !== null
            label: closed ? qsTr("Encrypted from end to end. Show the devices") : qsTr("Not encrypted from end to end")
            glyph: closed ? Icons.lockFill : Icons.lockOpen
            checked: closed
            onClicked: bar.lockWanted()
        }

        IconButton {
            label: qsTr("Search in this chat")
            keys: "Ctrl+F"
            glyph: Icons.search
            onClicked: bar.searchWanted()
        }

        IconButton {
            visible: !bar.narrow
            label: qsTr("Details")
            glyph: Icons.details
            checked: bar.detailed
            onClicked: bar.detailsWanted()
        }

        IconButton {
            id: more

            label: qsTr("More")
            glyph: Icons.more
            onClicked: menu.popup(more, more.width - menu.width, more.height)
        }
    }

    PopupMenu {
        id: menu

        PopupMenuItem {
            text: qsTr("Details")
            glyph: Icons.details
            onTriggered: bar.detailsWanted()
        }

        PopupMenuItem {
            text: bar.view.silence.muted ? qsTr("Unmute") : qsTr("Mute…")
            glyph: bar.view.silence.muted ? Icons.bell : Icons.muted
            onTriggered: bar.view.silence.muted ? bar.view.silence.choose(-1) : mute.popup(more, more.width - mute.width, more.height)
        }

        PopupMenuItem {
            text: qsTr("Export…")
            glyph: Icons.takeOut
            onTriggered: bar.exportWanted()
        }
    }

    MuteMenu {
        id: mute

        onChosen: choice => bar.view.silence.choose(choice)
    }

    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
