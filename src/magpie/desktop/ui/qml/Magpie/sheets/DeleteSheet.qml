import QtQuick
import Magpie

// Before messages are deleted: from this computer, or one's own for everyone.
Sheet {
    id: sheet

    property int count: 1
    property bool canRetract: false

    signal agreed(bool everywhere)

    title: qsTr("Delete %n messages?", "", count)
    wanted: 420
    onOpened: {
        everywhere.checked = false;
        yes.forceActiveFocus();
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        Paragraph {
            width: parent.width - 48
            text: everywhere.checked ? qsTr("The others are asked to remove them too. Who has read them has read them.") : qsTr("They go from this computer. The others, and your other devices, keep them.")
        }

        CheckLine {
            id: everywhere

            visible: sheet.canRetract
            text: qsTr("Delete for everyone")
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                id: yes

                text: qsTr("Delete")
                filled: true
                danger: true
                focus: true
                onClicked: {
                    sheet.agreed(everywhere.checked);
                    sheet.close();
                }
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
