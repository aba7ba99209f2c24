import QtQuick
import Magpie

// What groups need over the window: making one, finding one, inviting, settings.
Item {
    id: layer

    required property var shell
    readonly property var groups: shell.groups

    function create(): void {
        groups.found();
        founding.open();
    }

    function find(): void {
        groups.discover();
        finding.open();
    }

    function invite(): void {
        groups.pick(shell.conversation.key);
        inviting.open();
    }

    function settings(): void {
        groups.form.load(shell.conversation.key);
        form.open();
    }

    CreateGroupSheet {
        id: founding

        founding: layer.groups.founding
        onPictureWanted: layer.shell.choosing.portrait(layer.groups.founding)
    }

    FindGroupsSheet {
        id: finding

        discovery: layer.groups.discovery
    }

    GroupInviteSheet {
        id: inviting

        people: layer.groups.inviting
        group: layer.shell.conversation ? layer.shell.conversation.group : null
    }

    GroupSettingsSheet {
        id: form

        form: layer.groups.form
    }

    Connections {
        target: layer.groups

        function onLinkOpened(): void {
            finding.open();
        }
    }
}
