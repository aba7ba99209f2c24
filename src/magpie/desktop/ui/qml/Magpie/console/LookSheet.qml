import QtQuick
import Magpie

// How the window looks, and its language.
Sheet {
    id: sheet

    required property var settings

    title: qsTr("Look and language")
    wanted: 460

    Column {
        width: parent.width
        leftPadding: 16
        rightPadding: 16
        bottomPadding: 20

        LookPart {
            width: parent.width - 32
            settings: sheet.settings
        }
    }
}
