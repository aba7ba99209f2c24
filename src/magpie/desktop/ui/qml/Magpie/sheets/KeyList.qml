pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// The keys of somebody's devices, with what was decided about each.
Column {
    id: list

    property string title: ""
    property string note: ""
    property var keys: []

    signal decided(fingerprint: string, trust: string)

    visible: keys.length > 0
    spacing: 8

    Label {
        width: parent.width
        text: list.title
        font.weight: Font.DemiBold
        color: Theme.accent
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Paragraph {
        width: parent.width
        visible: list.note !== ""
        text: list.note
        font.pixelSize: Theme.small
        lineHeight: 18
    }

    Repeater {
        model: list.keys

        Column {
            id: one

            required property var modelData

            width: list.width

            FingerprintBox {
                width: parent.width
                caption: one.modelData.said
                glyph: one.modelData.refused || !one.modelData.good ? Icons.shieldWarning : one.modelData.checked ? Icons.shield : Icons.lock
                ink: one.modelData.refused || !one.modelData.good ? Theme.warning : one.modelData.checked ? Look.online : Theme.secondary
                fingerprint: one.modelData.groups
            }

            Row {
                visible: !one.modelData.here

                LinkButton {
                    visible: !one.modelData.checked
                    text: qsTr("They are the same")
                    onClicked: list.decided(one.modelData.fingerprint, "checked")
                }

                LinkButton {
                    visible: !one.modelData.refused
                    text: qsTr("Do not trust it")
                    onClicked: list.decided(one.modelData.fingerprint, "refused")
                }
            }
        }
    }
}
