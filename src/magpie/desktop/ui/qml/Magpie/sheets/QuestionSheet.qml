import QtQuick
import Magpie

// A question before something that cannot be taken back.
Sheet {
    id: sheet

    property string text: ""
    property string yes: ""
    property bool danger: false

    signal agreed

    wanted: 400

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 20

        Paragraph {
            width: parent.width - 48
            text: sheet.text
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: sheet.yes
                filled: true
                danger: sheet.danger
                focus: true
                onClicked: {
                    sheet.agreed();
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
