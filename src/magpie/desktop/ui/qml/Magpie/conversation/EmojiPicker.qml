pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// All emoji, by group or by a word for them. Enter takes the first that is found.
T.Popup {
    id: picker

    required property var emoji

    // `stays`: Shift was held, more are to come
    signal chosen(string text, bool stays)

    width: 352
    height: 360
    padding: 1
    focus: true
    popupType: T.Popup.Item
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onOpened: {
        field.clear();
        emoji.begin();
        field.forceActiveFocus();
    }

    background: Panel {}

    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Emoji")

        SearchField {
            id: field

            x: 8
            y: 8
            width: parent.width - 16 - tones.width - 4
            focus: true
            label: qsTr("Search emoji")
            onTextChanged: picker.emoji.filter = text
            onAccepted: if (grid.count > 0)
                picker.take(0, false)
            onGone: picker.close()
            Keys.onDownPressed: grid.forceActiveFocus()
        }

        IconButton {
            id: tones

            anchors.right: parent.right
            anchors.rightMargin: 8
            y: 8
            label: qsTr("Skin tone")
            onClicked: picker.emoji.nextTone()

            Label {
                anchors.centerIn: parent
                text: picker.emoji.hand
                font.pixelSize: 18
            }
        }

        GridView {
            id: grid

            x: 8
            y: 52
            width: parent.width - 10
            height: parent.height - y - groups.height
            model: picker.emoji
            cellWidth: 42
            cellHeight: 40
            clip: true
            reuseItems: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Emoji")
            Keys.onReturnPressed: event => picker.take(currentIndex, event.modifiers & Qt.ShiftModifier)
            T.ScrollBar.vertical: SlimScrollBar {}

            delegate: T.AbstractButton {
                id: cell

                required property int index
                required property string glyph
                required property string name

                width: 40
                height: 38
                hoverEnabled: true
                focusPolicy: Qt.NoFocus
                Accessible.name: name
                onClicked: picker.take(index, false)

                background: Rectangle {
                    radius: 8
                    color: cell.hovered ? Theme.hover : "transparent"
                    border.width: cell.GridView.isCurrentItem && grid.activeFocus ? 2 : 0
                    border.color: Theme.accent
                }

                contentItem: Label {
                    text: cell.glyph
                    font.pixelSize: 24
                    horizontalAlignment: Text.AlignHCenter
                }

                Tip {
                    visible: cell.hovered
                    text: cell.name
                }
            }
        }

        Label {
            anchors.centerIn: grid
            visible: grid.count === 0
            text: qsTr("No emoji is called that")
            color: Theme.secondary
        }

        Row {
            id: groups

            anchors.bottom: parent.bottom
            anchors.horizontalCenter: parent.horizontalCenter
            height: 40

            Repeater {
                model: picker.emoji.groups

                IconButton {
                    required property var modelData

                    label: modelData.name
                    glyph: Icons[modelData.glyph]
                    checked: picker.emoji.group === modelData.key
                    onClicked: {
                        field.clear();
                        picker.emoji.group = modelData.key;
                        grid.positionViewAtBeginning();
                    }
                }
            }
        }
    }

    function take(index: int, stays: bool): void {
        chosen(emoji.take(index), stays);
    }
}
