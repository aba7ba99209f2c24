import QtQuick
import QtQuick.Templates as T
import Magpie

// A page that floats above the window, closed by Esc, its cross or a press beside it.
T.Popup {
    id: sheet

    property string title: ""
    property int wanted: 440
    default property alias body: slot.data
    property bool closable: true

    parent: T.Overlay.overlay
    x: Math.round((parent ? parent.width - width : 0) / 2)
    y: Math.round(Math.max(0, (parent ? parent.height - height : 0) * 0.4))
    width: Math.min(wanted, (parent ? parent.width : wanted) - 24)
    height: Math.min(slot.implicitHeight + (bar.visible ? bar.height : 0) + 2, (parent ? parent.height : 800) - 24)
    padding: 1
    modal: true
    focus: true
    popupType: T.Popup.Item
    closePolicy: closable ? T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside : T.Popup.NoAutoClose

    T.Overlay.modal: Rectangle {
        color: Theme.shade
    }

    background: Panel {
        radius: 14
    }

    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: sheet.title

        Item {
            id: bar

            width: parent.width
            height: 56
            visible: sheet.title !== ""

            Label {
                anchors.left: parent.left
                anchors.leftMargin: 24
                anchors.right: cross.left
                anchors.verticalCenter: parent.verticalCenter
                text: sheet.title
                font.pixelSize: 18
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            IconButton {
                id: cross

                anchors.right: parent.right
                anchors.rightMargin: 12
                anchors.verticalCenter: parent.verticalCenter
                visible: sheet.closable
                label: qsTr("Close")
                glyph: Icons.close
                onClicked: sheet.close()
            }
        }

        FocusScope {
            id: slot

            y: bar.visible ? bar.height : 0
            width: parent.width
            height: parent.height - y
            focus: true
            implicitHeight: children.length > 0 ? children[0].implicitHeight : 0
        }
    }
}
