import QtQuick
import QtQuick.Templates as T
import Magpie

// A word about what the pointer is over.
T.ToolTip {
    id: control

    x: parent ? (parent.width - implicitWidth) / 2 : 0
    y: parent ? parent.height + 4 : 0
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    margins: 4
    leftPadding: 8
    rightPadding: 8
    topPadding: 4
    bottomPadding: 4
    delay: 600
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent

    contentItem: Text {
        text: control.text
        textFormat: Text.PlainText
        font.pixelSize: Theme.small
        color: Theme.surface
    }

    background: Rectangle {
        radius: 6
        color: Qt.alpha(Theme.text, 0.92)
    }
}
