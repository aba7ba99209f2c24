import QtQuick
import QtQuick.Templates as T
import Magpie

// Whom one talks with: the profile, what was exchanged, notifications.
FocusScope {
    id: pane

    required property var view
    property bool narrow: false

    signal closed
    signal pictureWanted(string key)

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    PaneBar {
        id: bar

        width: parent.width
        title: qsTr("Details")

        IconButton {
            label: qsTr("Close")
            keys: "Esc"
            glyph: pane.narrow ? Icons.back : Icons.close
            onClicked: pane.closed()
        }
    }

    Flickable {
        anchors.fill: parent
        anchors.topMargin: bar.height
        contentHeight: column.implicitHeight + 24
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            width: parent.width
            spacing: 4

            Avatar {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 112
                initials: pane.view.whom.initials
                tint: pane.view.whom.tint
                picture: pane.view.whom.picture
                show: pane.view.whom.presence
            }

            Item {
                width: 1
                height: 8
            }

            Label {
                x: 16
                width: parent.width - 32
                horizontalAlignment: Text.AlignHCenter
                text: pane.view.whom.name
                font.pixelSize: Theme.page
                font.weight: Font.DemiBold
                wrapMode: Text.Wrap
                maximumLineCount: 2
            }

            Label {
                x: 16
                width: parent.width - 32
                horizontalAlignment: Text.AlignHCenter
                text: pane.view.whom.line
                color: pane.view.whom.here ? Theme.accent : Theme.secondary
            }

            Item {
                width: 1
                height: 12
            }

            DetailLine {
                width: parent.width
                glyph: Icons.mail
                text: pane.view.whom.address
                note: qsTr("Address")
                actionGlyph: Icons.copy
                actionLabel: qsTr("Copy the address")
                onActed: pane.view.whom.copyAddress()
            }

            DetailLine {
                width: parent.width
                visible: pane.view.whom.status !== ""
                glyph: Icons.info
                text: pane.view.whom.status
                note: qsTr("Status")
            }

            Toggle {
                x: 12
                width: parent.width - 24
                text: qsTr("Notifications")
                checked: !pane.view.whom.muted
                onToggled: pane.view.whom.mute(!checked)
            }

            Divider {
                x: 24
                width: parent.width - 48
            }

            MediaPart {
                width: parent.width
                view: pane.view
                onPictureWanted: key => pane.pictureWanted(key)
            }

            Divider {
                x: 24
                width: parent.width - 48
            }

            ContactPart {
                width: parent.width
                whom: pane.view.whom
            }
        }
    }

    Divider {
        visible: !pane.narrow
        height: parent.height
    }
}
