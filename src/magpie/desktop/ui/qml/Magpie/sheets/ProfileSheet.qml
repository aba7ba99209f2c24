import QtQuick
import QtQuick.Templates as T
import Magpie

// One's own name, picture and whether one is here.
Sheet {
    id: sheet

    required property var me

    signal pictureWanted

    title: qsTr("My profile")
    wanted: 420
    onOpened: {
        me.begin();
        name.text = me.name;
        status.text = me.status;
    }

    function done(): void {
        me.save(name.text, status.text);
        close();
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        T.AbstractButton {
            id: face

            anchors.horizontalCenter: parent.horizontalCenter
            width: 96
            height: 96
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            Accessible.name: qsTr("Change the picture")
            onClicked: sheet.pictureWanted()

            contentItem: Item {
                Avatar {
                    size: 96
                    initials: sheet.me.initials
                    tint: sheet.me.tint
                    picture: sheet.me.picture
                }

                Rectangle {
                    anchors.right: parent.right
                    anchors.bottom: parent.bottom
                    width: 32
                    height: 32
                    radius: 16
                    color: Theme.accent

                    Icon {
                        anchors.centerIn: parent
                        text: Icons.camera
                        color: Theme.accentText
                        size: 18
                    }
                }
            }

            FocusRing {
                radius: 50
                shown: face.visualFocus
            }
        }

        LinkButton {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: sheet.me.picture.toString() !== ""
            text: qsTr("Remove the picture")
            onClicked: sheet.me.dropPicture()
        }

        Label {
            width: parent.width - 48
            horizontalAlignment: Text.AlignHCenter
            text: sheet.me.address
            color: Theme.secondary
        }

        Choice {
            anchors.horizontalCenter: parent.horizontalCenter
            label: qsTr("Whether I am here")
            value: sheet.me.wanted
            options: [
                {
                    "value": "online",
                    "text": qsTr("Online")
                },
                {
                    "value": "away",
                    "text": qsTr("Away")
                },
                {
                    "value": "busy",
                    "text": qsTr("Busy")
                },
                {
                    "value": "offline",
                    "text": qsTr("Hidden")
                }
            ]
            onChosen: value => sheet.me.wanted = value
        }

        Field {
            id: name

            width: parent.width - 48
            focus: true
            label: qsTr("Name")
            maximumLength: 80
            onAccepted: sheet.done()
        }

        Field {
            id: status

            width: parent.width - 48
            label: qsTr("Status")
            placeholder: qsTr("What are you up to?")
            maximumLength: 200
            onAccepted: sheet.done()
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Save")
                filled: true
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
