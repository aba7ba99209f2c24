import QtQuick
import QtQuick.Templates as T
import Magpie

// The picture and the name, large. `changeable`: the picture is a button.
Column {
    id: part

    required property var whom
    property string show: ""
    property bool changeable: false

    signal pictureWanted

    T.AbstractButton {
        id: face

        anchors.horizontalCenter: parent.horizontalCenter
        width: 112
        height: 112
        enabled: part.changeable
        focusPolicy: part.changeable ? Qt.StrongFocus : Qt.NoFocus
        Accessible.name: qsTr("Change the picture")
        Accessible.ignored: !part.changeable
        onClicked: part.pictureWanted()

        contentItem: Item {
            Avatar {
                size: 112
                initials: part.whom.initials
                tint: part.whom.tint
                picture: part.whom.picture
                show: part.show
            }

            Rectangle {
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                visible: part.changeable
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
            radius: 58
            shown: face.visualFocus
        }
    }

    Item {
        width: 1
        height: 12
    }

    Label {
        x: 16
        width: parent.width - 32
        horizontalAlignment: Text.AlignHCenter
        text: part.whom.name
        font.pixelSize: Theme.page
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
        maximumLineCount: 2
    }

    Label {
        x: 16
        width: parent.width - 32
        horizontalAlignment: Text.AlignHCenter
        text: part.whom.line
        color: part.whom.here ? Theme.accent : Theme.secondary
    }

    Item {
        width: 1
        height: 12
    }
}
