pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import QtQml
import Magpie

// Which of one's accounts this is done with; nothing to choose while there is one only.
T.AbstractButton {
    id: pick

    required property var shell

    visible: shell.accounts.count > 1
    implicitHeight: visible ? Theme.target : 0
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Keys.onReturnPressed: click()
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("As %1").arg(shell.me.address)
    onClicked: menu.popup(pick, 0, pick.height)

    background: Rectangle {
        radius: Theme.corner
        color: pick.down ? Theme.pressed : pick.hovered ? Theme.hover : Theme.sunken

        FocusRing {
            anchors.margins: 0
            shown: pick.visualFocus
        }
    }

    contentItem: Item {
        Avatar {
            id: face

            x: 8
            anchors.verticalCenter: parent.verticalCenter
            size: 24
            initials: pick.shell.me.initials
            tint: pick.shell.me.tint
            picture: pick.shell.me.picture
        }

        Label {
            anchors.left: face.right
            anchors.leftMargin: 10
            anchors.right: caret.left
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("As %1").arg(pick.shell.me.address)
        }

        Icon {
            id: caret

            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            text: Icons.caretDown
            color: Theme.secondary
            size: 16
        }
    }

    PopupMenu {
        id: menu

        implicitWidth: 300

        Instantiator {
            model: pick.shell.accounts
            onObjectAdded: (index, object) => menu.insertItem(index, object)
            onObjectRemoved: (index, object) => menu.removeItem(object)

            PopupMenuItem {
                required property string key
                required property string address
                required property bool current

                text: address
                glyph: current ? Icons.check : " "
                onTriggered: pick.shell.accounts.choose(key)
            }
        }
    }
}
