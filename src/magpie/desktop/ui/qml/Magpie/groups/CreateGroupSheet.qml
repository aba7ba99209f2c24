import QtQuick
import QtQuick.Templates as T
import Magpie

// A new group: its name and picture, who may find it, and who is in it.
Sheet {
    id: sheet

    required property var founding

    signal pictureWanted

    title: qsTr("New group")
    wanted: 440
    onOpened: {
        name.text = "";
        about.text = "";
        open.checked = false;
        people.begin();
        name.forceActiveFocus();
    }

    Connections {
        target: sheet.founding

        function onMade(): void {
            sheet.close();
        }
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 20
        spacing: 12

        Row {
            width: parent.width - 48
            spacing: 16

            T.AbstractButton {
                id: face

                y: 12
                width: 56
                height: 56
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                Accessible.name: qsTr("Choose a picture")
                onClicked: sheet.pictureWanted()

                background: Rectangle {
                    radius: 28
                    color: Theme.selected

                    FocusRing {
                        radius: 30
                        shown: face.visualFocus
                    }
                }

                contentItem: Item {
                    Icon {
                        anchors.centerIn: parent
                        text: Icons.camera
                        color: Theme.accent
                        size: 24
                    }

                    Avatar {
                        size: 56
                        visible: picture.toString() !== ""
                        picture: sheet.founding.picture
                    }
                }
            }

            Field {
                id: name

                width: parent.width - 72
                focus: true
                label: qsTr("Name of the group")
                error: sheet.founding.error
                maximumLength: 80
                onAccepted: sheet.done()
            }
        }

        Field {
            id: about

            width: parent.width - 48
            label: qsTr("Description")
            placeholder: qsTr("What it is for (optional)")
            maximumLength: 300
        }

        Item {
            width: parent.width - 48
            height: open.implicitHeight

            Toggle {
                id: open

                x: -12
                width: parent.width + 24
                text: qsTr("Anybody may find it and join")
                note: qsTr("Otherwise only those who are invited get in.")
            }
        }

        PickList {
            id: people

            width: parent.width - 48
            people: sheet.founding.people
            listHeight: 208
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Create")
                filled: true
                enabled: name.text.trim() !== "" && !sheet.founding.busy
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }

    function done(): void {
        founding.create(name.text, about.text, open.checked);
    }
}
