pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Some of the people one knows: those chosen as chips above, everybody below, found by typing.
FocusScope {
    id: part

    // A `Picking`.
    required property var people
    property real listHeight: 260

    function begin(): void {
        field.clear();
        list.currentIndex = -1;
    }

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: 8

        SearchField {
            id: field

            width: parent.width
            focus: true
            label: qsTr("Name or address")
            onTextChanged: part.people.filter = text
            onAccepted: {
                part.people.addTyped();
                clear();
            }
            Keys.onDownPressed: {
                list.currentIndex = 0;
                list.forceActiveFocus();
            }
        }

        Flow {
            width: parent.width
            visible: part.people.names.length > 0
            spacing: 6

            Repeater {
                model: part.people.names

                T.AbstractButton {
                    id: chip

                    required property string modelData
                    required property int index

                    implicitWidth: Math.min(200, word.implicitWidth + 40)
                    implicitHeight: 28
                    hoverEnabled: true
                    focusPolicy: Qt.StrongFocus
                    Accessible.name: qsTr("Leave %1 out").arg(modelData)
                    onClicked: part.people.toggle(part.people.chosen[index])

                    background: Rectangle {
                        radius: 14
                        color: Theme.selected

                        FocusRing {
                            anchors.margins: 0
                            radius: 14
                            shown: chip.visualFocus
                        }
                    }

                    contentItem: Item {
                        Label {
                            id: word

                            x: 12
                            width: parent.width - 36
                            height: parent.height
                            text: chip.modelData
                            font.pixelSize: 13
                        }

                        Icon {
                            anchors.right: parent.right
                            anchors.rightMargin: 8
                            anchors.verticalCenter: parent.verticalCenter
                            text: Icons.close
                            size: 14
                        }
                    }
                }
            }
        }

        ListView {
            id: list

            width: parent.width
            height: part.listHeight
            model: part.people
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("People")
            Keys.onSpacePressed: toggle()
            Keys.onReturnPressed: toggle()
            T.ScrollBar.vertical: SlimScrollBar {}

            function toggle(): void {
                if (currentItem)
                    part.people.toggle((currentItem as PickRow).key);
            }

            delegate: PickRow {
                width: list.width
                highlighted: ListView.isCurrentItem && list.activeFocus
                onClicked: part.people.toggle(key)
            }

            PushButton {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 12
                visible: part.people.typed
                text: qsTr("Add %1").arg(field.text.trim())
                onClicked: {
                    part.people.addTyped();
                    field.clear();
                }
            }

            Label {
                anchors.centerIn: parent
                visible: list.count === 0 && !part.people.typed
                text: field.text === "" ? qsTr("Nobody to choose from") : qsTr("Nobody found")
                color: Theme.secondary
            }
        }
    }
}
