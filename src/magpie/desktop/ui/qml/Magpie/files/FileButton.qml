import QtQuick
import Magpie

// One thing to do with a file; `action` is its name in the view model.
PushButton {
    property string deed: ""

    readonly property var words: ({
            "save": qsTr("Save"),
            "saveAs": qsTr("Save as…"),
            "decline": qsTr("Decline"),
            "cancel": qsTr("Cancel"),
            "pause": qsTr("Pause"),
            "resume": qsTr("Resume"),
            "retry": qsTr("Retry"),
            "open": qsTr("Open"),
            "folder": qsTr("Show in folder"),
            "download": qsTr("Download")
        })

    text: words[deed] || deed
    filled: deed === "save" || deed === "download"
    danger: deed === "decline"
    ground: Qt.alpha(Theme.surface, 0.7)
    implicitHeight: 32
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    leftPadding: 12
    rightPadding: 12
    font.pixelSize: 13
}
