import QtQuick
import QtQuick.Templates as T
import Magpie

// One chat in the list: who, the last line, when, and how much is unread.
T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string name
    required property string initials
    required property color tint
    required property url picture
    required property string show
    required property string line
    required property string prefix
    required property string tone
    required property string time
    required property string delivery
    required property int unread
    required property bool mentioned
    required property bool marked
    required property bool muted
    required property bool pinned
    required property bool group
    required property bool locked
    required property string account
    required property color accountTint
    required property string spoken

    signal menuWanted(real x, real y)

    implicitHeight: 64
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    background: Item {
        Rectangle {
            anchors.fill: parent
            anchors.leftMargin: 8
            anchors.rightMargin: 8
            anchors.topMargin: 1
            anchors.bottomMargin: 1
            radius: Theme.corner + 2
            color: row.highlighted ? Theme.selected : row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
        }
    }

    contentItem: Item {
        AccountMark {
            account: row.account
            tint: row.accountTint
        }

        Avatar {
            id: face

            x: 18
            anchors.verticalCenter: parent.verticalCenter
            initials: row.initials
            tint: row.tint
            picture: row.picture
            show: row.show === "offline" ? "" : row.show
            around: Theme.surface
        }

        Icon {
            id: kind

            anchors.left: face.right
            anchors.leftMargin: 12
            anchors.verticalCenter: title.verticalCenter
            visible: row.group || row.locked
            width: visible ? 18 : 0
            horizontalAlignment: Text.AlignLeft
            text: row.locked ? Icons.lockFill : Icons.groupsFill
            color: Theme.faint
            size: 14
        }

        Label {
            id: title

            anchors.left: kind.right
            y: 11
            height: 20
            width: Math.min(implicitWidth, parent.width - x - 22 - when.width - (mute.visible ? 20 : 0) - 6)
            text: row.name
            font.weight: Font.DemiBold
        }

        Icon {
            id: mute

            anchors.left: title.right
            anchors.leftMargin: 4
            anchors.verticalCenter: title.verticalCenter
            visible: row.muted
            text: Icons.muted
            color: Theme.faint
            size: 14
        }

        Row {
            id: when

            anchors.right: parent.right
            anchors.rightMargin: 20
            anchors.verticalCenter: title.verticalCenter
            spacing: 3

            DeliveryMark {
                anchors.verticalCenter: parent.verticalCenter
                delivery: row.delivery
            }

            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: row.time
                font.pixelSize: Theme.small
                color: row.unread > 0 && !row.muted ? Theme.accent : Theme.secondary
            }
        }

        Label {
            id: lead

            anchors.left: kind.left
            y: 33
            height: 20
            visible: row.prefix !== ""
            text: row.prefix
            color: row.tone === "draft" ? Theme.danger : Theme.text
            font.pixelSize: 13
        }

        Label {
            anchors.left: lead.visible ? lead.right : kind.left
            anchors.leftMargin: lead.visible ? 4 : 0
            anchors.right: signs.left
            anchors.rightMargin: 6
            y: 33
            height: 20
            text: row.line
            color: row.tone === "typing" ? Theme.accent : Theme.secondary
            font.pixelSize: 13
            maximumLineCount: 1
        }

        Row {
            id: signs

            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 33
            height: 20
            spacing: 6

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: row.pinned && row.unread === 0 && !row.marked
                text: Icons.pin
                color: Theme.faint
                size: 15
            }

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                visible: row.mentioned
                width: 20
                height: 20
                radius: 10
                color: Theme.accent

                Icon {
                    anchors.centerIn: parent
                    text: Icons.at
                    color: Theme.accentText
                    size: 14
                }
            }

            Badge {
                anchors.verticalCenter: parent.verticalCenter
                count: row.unread
                muted: row.muted
            }

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                visible: row.marked && row.unread === 0
                width: 12
                height: 12
                radius: 6
                color: row.muted ? Theme.faint : Theme.accent
            }
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: point => row.menuWanted(point.position.x, point.position.y)
    }
}
