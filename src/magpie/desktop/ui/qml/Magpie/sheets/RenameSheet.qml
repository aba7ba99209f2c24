import QtQuick
import Magpie

Sheet {
    id: sheet

    required property var whom

    title: qsTr("Rename")
    wanted: 400
    onOpened: {
        field.text = whom.name;
        field.forceActiveFocus();
        field.input.selectAll();
    }

    function done(): void {
        whom.rename(field.text);
        close();
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 20

        Field {
            id: field

            width: parent.width - 48
            focus: true
            label: qsTr("Name")
            note: qsTr("Only you see it.")
            maximumLength: 80
            onAccepted: sheet.done()
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Rename")
                filled: true
                enabled: field.text.trim() !== ""
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
