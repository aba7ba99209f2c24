import QtQuick
import QtQuick.Templates as T
import Magpie

// A labelled line to write in, with what is wrong below it.
FocusScope {
    id: field

    property alias text: input.text
    property alias placeholder: hint.text
    property alias echoMode: input.echoMode
    property alias input: input
    property alias readOnly: input.readOnly
    property alias hints: input.inputMethodHints
    property alias maximumLength: input.maximumLength
    property string label: ""
    property string error: ""
    property string note: ""
    property string glyph: ""
    property string actionGlyph: ""
    property string actionLabel: ""

    signal accepted
    signal edited
    signal acted

    implicitWidth: 280
    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: 4

        Label {
            visible: field.label !== ""
            width: parent.width
            text: field.label
            font.pixelSize: 13
            font.weight: Font.Medium
            color: Theme.secondary
        }

        T.TextField {
            id: input

            width: parent.width
            height: 40
            focus: true
            leftPadding: field.glyph === "" ? 12 : 38
            rightPadding: field.actionGlyph === "" ? 12 : 42
            verticalAlignment: TextInput.AlignVCenter
            color: Theme.text
            selectionColor: Theme.highlight
            selectedTextColor: Theme.text
            font.pixelSize: Theme.body
            selectByMouse: true
            Accessible.name: field.label !== "" ? field.label : field.placeholder
            Accessible.description: field.error !== "" ? field.error : field.note
            onAccepted: field.accepted()
            onTextEdited: field.edited()

            background: Rectangle {
                radius: Theme.corner
                color: Theme.dark ? Theme.sunken : Theme.surface
                border.width: input.activeFocus ? 2 : 1
                border.color: field.error !== "" ? Theme.danger
                    : input.activeFocus ? Theme.accent : Qt.alpha(Theme.text, input.hovered ? 0.34 : 0.22)
            }

            Label {
                id: hint

                anchors.fill: parent
                anchors.leftMargin: input.leftPadding
                anchors.rightMargin: input.rightPadding
                visible: input.text === "" && input.preeditText === ""
                color: Theme.faint
                Accessible.ignored: true
            }

            Icon {
                x: 11
                anchors.verticalCenter: parent.verticalCenter
                visible: field.glyph !== ""
                text: field.glyph
                size: 18
                color: Theme.faint
            }

            IconButton {
                anchors.right: parent.right
                anchors.rightMargin: 2
                anchors.verticalCenter: parent.verticalCenter
                visible: field.actionGlyph !== ""
                label: field.actionLabel
                glyph: field.actionGlyph
                size: 18
                onClicked: field.acted()
            }
        }

        Row {
            visible: field.error !== ""
            width: parent.width
            spacing: 6

            Icon {
                text: Icons.warningCircle
                color: Theme.danger
                size: 16
                y: 2
            }

            Paragraph {
                width: parent.width - 22
                text: field.error
                font.pixelSize: 13
                color: Theme.danger
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
        }

        Paragraph {
            visible: field.note !== "" && field.error === ""
            width: parent.width
            text: field.note
            font.pixelSize: 13
        }
    }
}
