import QtQuick
import Magpie

// The window is being closed, and the server runs: is it to go on?
Sheet {
    id: sheet

    signal answered(bool stop)

    title: qsTr("Shall the server go on?")
    wanted: 440

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 20

        Paragraph {
            width: parent.width - 48
            text: qsTr("People can go on writing without this window. Open the console again to see the server, or to stop it.")
        }

        Flow {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Keep it running")
                filled: true
                focus: true
                onClicked: {
                    sheet.close();
                    sheet.answered(false);
                }
            }

            PushButton {
                text: qsTr("Stop it")
                danger: true
                onClicked: {
                    sheet.close();
                    sheet.answered(true);
                }
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
