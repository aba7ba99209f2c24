import QtQuick
import QtQuick.Templates as T
import Magpie

// Somebody: who they are, what they say about themselves, and what can be done.
Flickable {
    id: part

    required property var view
    readonly property var whom: view.whom

    signal pictureWanted(string key)

    contentHeight: column.implicitHeight + 24
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: SlimScrollBar {}

    Column {
        id: column

        width: parent.width
        spacing: 4

        FacePart {
            width: parent.width
            whom: part.whom
            show: part.whom.presence
        }

        DetailLine {
            width: parent.width
            glyph: Icons.mail
            text: part.whom.address
            note: qsTr("Address")
            actionGlyph: Icons.copy
            actionLabel: qsTr("Copy the address")
            onActed: part.whom.copyAddress()
        }

        DetailLine {
            width: parent.width
            visible: part.whom.status !== ""
            glyph: Icons.info
            text: part.whom.status
            note: qsTr("Status")
        }

        CardPart {
            width: parent.width
            facts: part.whom.facts
        }

        SilencePart {
            x: 12
            width: parent.width - 24
            silence: part.view.silence
        }

        Divider {
            x: 24
            width: parent.width - 48
        }

        MediaPart {
            width: parent.width
            view: part.view
            onPictureWanted: key => part.pictureWanted(key)
        }

        Divider {
            x: 24
            width: parent.width - 48
        }

        ContactPart {
            width: parent.width
            whom: part.whom
        }
    }
}
