import QtQuick
import Magpie

// A password, hidden until its eye is pressed.
Field {
    id: field

    property bool shown: false

    label: qsTr("Password")
    echoMode: shown ? TextInput.Normal : TextInput.Password
    hints: Qt.ImhHiddenText | Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
    actionGlyph: shown ? Icons.eyeOff : Icons.eye
    actionLabel: shown ? qsTr("Hide password") : qsTr("Show password")
    onActed: shown = !shown
}
