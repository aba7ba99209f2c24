import QtQuick
import QtQuick.Templates as T
import Magpie

T.Menu {
    id: control

    implicitWidth: 220
    implicitHeight: contentHeight + topPadding + bottomPadding
    topPadding: 4
    bottomPadding: 4
    margins: 4
    overlap: 1
    popupType: T.Popup.Item
    delegate: PopupMenuItem {}

    contentItem: ListView {
        implicitHeight: contentHeight
        model: control.contentModel
        interactive: contentHeight > height
        clip: true
        currentIndex: control.currentIndex
    }

    background: Panel {}
}
