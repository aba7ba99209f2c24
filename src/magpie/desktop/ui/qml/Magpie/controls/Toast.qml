import QtQuick
import Magpie

// One line that says what happened, and goes by itself.
Rectangle {
    id: toast

    required property var shell

    visible: opacity > 0
    opacity: 0
    width: Math.min(words.implicitWidth + 32, parent ? parent.width - 32 : 400)
    height: words.implicitHeight + 20
    radius: Theme.corner + 2
    color: Qt.alpha(Theme.text, 0.94)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words.text

    Text {
        id: words

        x: 16
        y: 10
        width: parent.width - 32
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.surface
        font.pixelSize: Theme.body
        horizontalAlignment: Text.AlignHCenter
    }

    Timer {
        id: timer

        interval: 4000
        onTriggered: toast.opacity = 0
    }

    Connections {
        target: toast.shell

        function onTold(text: string): void {
            words.text = text;
            toast.opacity = 1;
            timer.restart();
        }
    }

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.motion
        }
    }
}
