import QtQuick
import Magpie

// Whether the others see one as here, away, busy or not at all.
PopupMenuItem {
    id: item

    required property var me
    required property string wanted

    glyph: me.wanted === wanted ? Icons.check : " "
    onTriggered: me.wanted = wanted

    Rectangle {
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        width: 10
        height: 10
        radius: 5
        color: Theme.presence(item.wanted)
    }
}
