import QtQuick
import Magpie

// One line is asked for.
Sheet {
    id: sheet

    property string label: ""
    property string note: ""
    property string error: ""
    property string yes: ""
    property string text: ""
    property bool hidden: false
    property bool needed: true
    property int longest: 200

    signal given(string text)

    wanted: 400
    onOpened: {
        field.text = text;
        field.forceActiveFocus();
        field.input.selectAll();
    }

    function done(): void {
        if (needed && field.text.trim() === "")
            return;
        close();
        given(field.text);
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
            label: sheet.label
            note: sheet.note
            error: sheet.error
            echoMode: sheet.hidden ? TextInput.Password : TextInput.Normal
            maximumLength: sheet.longest
            onAccepted: sheet.done()
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: sheet.yes
                filled: true
                enabled: !sheet.needed || field.text.trim() !== ""
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
