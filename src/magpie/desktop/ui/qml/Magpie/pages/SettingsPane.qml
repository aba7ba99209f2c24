import QtQuick
import QtQuick.Templates as T
import Magpie

// What a person may choose, on one page, in parts.
FocusScope {
    id: pane

    required property var shell
    readonly property var settings: shell.settings

    signal profileWanted
    signal codeWanted
    signal keysWanted
    signal accountWanted
    signal folderWanted
    signal passwordWanted

    onVisibleChanged: if (visible)
        settings.look()

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    Flickable {
        id: flick

        anchors.fill: parent
        contentHeight: column.implicitHeight + 48
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(640, parent.width - 32)
            topPadding: 20
            spacing: 8

            Label {
                text: qsTr("Settings")
                leftPadding: 12
                font.pixelSize: Theme.page
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            AccountsPart {
                width: parent.width
                shell: pane.shell
                onProfileWanted: pane.profileWanted()
                onCodeWanted: pane.codeWanted()
                onAccountWanted: pane.accountWanted()
                onPasswordWanted: pane.passwordWanted()
            }

            LookPart {
                width: parent.width
                settings: pane.settings
            }

            NotifyPart {
                width: parent.width
                settings: pane.settings
            }

            ChattingPart {
                width: parent.width
                settings: pane.settings
                spelling: pane.shell.spelling
                player: pane.shell.player
                onFolderWanted: pane.folderWanted()
            }

            ProgramPart {
                width: parent.width
                settings: pane.settings
                onKeysWanted: pane.keysWanted()
            }
        }
    }
}
