import QtQuick
import Magpie

// The name of a part of a list.
Item {
    id: label

    property string text: ""
    property string count: ""
    property int leftPadding: 20

    implicitHeight: 32

    Label {
        x: label.leftPadding
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 6
        width: parent.width - 2 * label.leftPadding
        text: label.count === "" ? label.text : label.text + " · " + label.count
        font.pixelSize: 12
        font.weight: Font.DemiBold
        color: Theme.secondary
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
}
