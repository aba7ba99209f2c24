pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// All keys, by what they are for.
Sheet {
    id: sheet

    // [{title, keys: [{keys, text}]}]
    property var groups: []

    title: qsTr("Keys")
    wanted: 720

    Flickable {
        implicitHeight: flow.implicitHeight + 24
        width: parent.width
        height: parent.height
        contentHeight: flow.implicitHeight + 24
        clip: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Flow {
            id: flow

            x: 24
            width: parent.width - 48
            spacing: 24

            Repeater {
                model: sheet.groups

                Column {
                    id: group

                    required property var modelData

                    width: flow.width < 560 ? flow.width : (flow.width - 24) / 2
                    spacing: 2

                    Label {
                        height: 28
                        text: group.modelData.title
                        font.weight: Font.DemiBold
                        color: Theme.accent
                    }

                    Repeater {
                        model: group.modelData.keys

                        KeyLine {
                            required property var modelData

                            width: group.width
                            keys: modelData.keys
                            text: modelData.text
                        }
                    }
                }
            }
        }
    }
}
