import QtQuick
import QtQuick.Templates as T
import Magpie

// The first start: what is the server to be called?
FocusScope {
    id: pane

    required property var board

    Flickable {
        anchors.fill: parent
        contentHeight: Math.max(height, column.implicitHeight + 64)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: SlimScrollBar {}

        Column {
            id: column

            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.max(32, (pane.height - implicitHeight) * 0.35)
            width: Math.min(420, pane.width - 48)
            spacing: 16

            Mark {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 80
            }

            Label {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: qsTr("Your own server")
                font.pixelSize: 24
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Paragraph {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("One name, and it can start. It makes its database, its certificate and an invitation for you by itself.")
            }

            Field {
                id: domain

                objectName: "domain"
                width: parent.width
                focus: true
                label: qsTr("Domain")
                text: pane.board.guess
                error: pane.board.domainError
                note: qsTr("It stands after the @ in everybody's address, and stays. At home the proposed name is right; with a domain of your own, take that.")
                hints: Qt.ImhNoAutoUppercase | Qt.ImhUrlCharactersOnly
                onAccepted: pane.board.startNew(text)
            }

            PushButton {
                width: parent.width
                implicitHeight: 44
                filled: true
                text: qsTr("Start the server")
                onClicked: pane.board.startNew(domain.text)
            }

            Paragraph {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.WrapAnywhere
                font.pixelSize: Theme.small
                text: qsTr("Everything is kept in %1").arg(pane.board.folder)
            }
        }
    }
}
