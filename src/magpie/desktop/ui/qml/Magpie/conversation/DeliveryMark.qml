import QtQuick
import Magpie

// How far a message of one's own has come: waiting, sent, delivered, read, failed.
Icon {
    property string delivery: ""

    readonly property string meaning: {
        switch (delivery) {
        case "waiting":
            return qsTr("Waiting");
        case "sent":
            return qsTr("On the server");
        case "delivered":
            return qsTr("Delivered");
        case "read":
            return qsTr("Read");
        case "failed":
            return qsTr("Not sent");
        default:
            return "";
        }
    }

    visible: delivery !== ""
    size: 16
    text: delivery === "waiting" ? Icons.clock : delivery === "sent" ? Icons.check
        : delivery === "failed" ? Icons.warningCircle : Icons.checks
    color: delivery === "failed" ? Theme.danger : delivery === "read" ? Theme.accent : Theme.secondary
}
