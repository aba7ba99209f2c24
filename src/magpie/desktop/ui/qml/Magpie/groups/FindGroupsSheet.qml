pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Groups of the server, by what they are called or about; any other by its address or link.
Sheet {
    id: sheet

    required property var discovery

    title: qsTr("Find a group")
    wanted: 480
    onOpened: {
        field.text = discovery.text;
        field.forceActiveFocus();
    }

    Connections {
        target: sheet.discovery

        function onJoined(): void {
            sheet.close();
        }

        function onChanged(): void {
            if (sheet.discovery.asks !== "")
                ask.open();
        }
    }

    Column {
        width: parent.width
        bottomPadding: 12
        spacing: 8

        SearchField {
            id: field

            x: 24
            width: parent.width - 48
            focus: true
            label: qsTr("Name, address or link")
            onTextChanged: sheet.discovery.text = text
            Keys.onDownPressed: list.forceActiveFocus()
        }

        Paragraph {
            x: 24
            width: parent.width - 48
            visible: sheet.discovery.error !== ""
            text: sheet.discovery.error
            font.pixelSize: 13
            color: Theme.danger
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }

        ListView {
            id: list

            x: 12
            width: parent.width - 24
            height: 340
            model: sheet.discovery
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Groups")
            Keys.onReturnPressed: if (currentItem)
                (currentItem as FoundRow).wanted()
            T.ScrollBar.vertical: SlimScrollBar {}

            delegate: FoundRow {
                width: list.width
                highlighted: ListView.isCurrentItem && list.activeFocus
                onWanted: sheet.discovery.join(key, "", "")
            }

            SkeletonRows {
                width: parent.width
                running: sheet.discovery.busy && list.count === 0
            }

            EmptyState {
                anchors.centerIn: parent
                visible: list.count === 0 && !sheet.discovery.busy && sheet.discovery.error === ""
                glyph: Icons.groups
                title: field.text === "" ? qsTr("No public groups here") : qsTr("Nothing found")
                note: field.text === "" ? qsTr("Private groups are joined by invitation, or by their link.") : qsTr("Paste the whole address or link of a group to join it.")
            }
        }
    }

    AskSheet {
        id: ask

        readonly property bool secret: sheet.discovery.asks === "password"

        title: secret ? qsTr("This group asks for a password") : qsTr("Somebody has your name there")
        label: secret ? qsTr("Password") : qsTr("Your name in the group")
        hidden: secret
        error: sheet.discovery.error
        yes: qsTr("Join")
        onGiven: text => sheet.discovery.join(sheet.discovery.target, secret ? "" : text, secret ? text : "")
    }
}
