pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// Whom one talks with, or the group: the profile, what was exchanged, notifications, members.
FocusScope {
    id: pane

    required property var view
    property bool narrow: false

    signal closed
    signal pictureWanted(string key)
    signal inviteWanted
    signal settingsWanted
    signal portraitWanted

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

    Loader {
        anchors.fill: parent
        anchors.topMargin: bar.height
        sourceComponent: pane.view.group !== null ? group : person
    }

    Component {
        id: person

        PersonDetails {
            view: pane.view
            onPictureWanted: key => pane.pictureWanted(key)
        }
    }

    Component {
        id: group

        GroupDetails {
            view: pane.view
            onPictureWanted: key => pane.pictureWanted(key)
            onInviteWanted: pane.inviteWanted()
            onSettingsWanted: pane.settingsWanted()
            onPortraitWanted: pane.portraitWanted()
        }
    }

    Divider {
        visible: !pane.narrow
        height: parent.height
    }
}
