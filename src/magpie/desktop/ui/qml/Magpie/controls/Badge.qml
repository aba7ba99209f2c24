import QtQuick
import Magpie

// How many wait to be read; grey where the chat is muted.
Rectangle {
    property int count: 0
    property bool muted: false
    property int most: 999

    visible: count > 0
    implicitWidth: Math.max(20, number.implicitWidth + 12)
    implicitHeight: 20
    radius: 10
    color: muted ? Theme.faint : Theme.accent

    Text {
        id: number

        anchors.centerIn: parent
        text: parent.count > parent.most ? parent.most + "+" : parent.count
        textFormat: Text.PlainText
        font.pixelSize: 12
        font.weight: Font.DemiBold
        color: parent.muted ? (Theme.dark ? "#101316" : "#FFFFFF") : Theme.accentText
    }
}
