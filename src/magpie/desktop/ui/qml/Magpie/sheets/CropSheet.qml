import QtQuick
import Magpie

// Which part of a picture others will see, round as they see it.
Sheet {
    id: sheet

    required property var portrait

    title: qsTr("Choose the part to show")
    wanted: 380
    onOpened: stage.forceActiveFocus()

    function done(): void {
        portrait.cut(stage.part.x, stage.part.y, stage.part.width);
        close();
    }

    function zoom(wanted: real): void {
        slider.value = Math.max(slider.from, Math.min(slider.to, wanted));
    }

    Column {
        width: parent.width
        leftPadding: 24
        rightPadding: 24
        bottomPadding: 24
        spacing: 16

        CropStage {
            id: stage

            objectName: "cropStage"
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(320, parent.width - 48)
            height: width
            focus: true
            source: sheet.visible ? sheet.portrait.source : ""
            zoom: slider.value
            onZoomWanted: zoom => sheet.zoom(zoom)
            onReadyChanged: slider.value = 1
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 4

            IconButton {
                label: qsTr("Smaller")
                keys: "-"
                glyph: Icons.zoomOut
                onClicked: sheet.zoom(slider.value / 1.25)
            }

            ZoomSlider {
                id: slider

                objectName: "cropZoom"
                from: 1
                to: 5
                value: 1
            }

            IconButton {
                label: qsTr("Larger")
                keys: "+"
                glyph: Icons.zoomIn
                onClicked: sheet.zoom(slider.value * 1.25)
            }
        }

        Row {
            width: parent.width - 48
            layoutDirection: Qt.RightToLeft
            spacing: 8

            PushButton {
                text: qsTr("Use this part")
                filled: true
                enabled: stage.ready
                onClicked: sheet.done()
            }

            PushButton {
                text: qsTr("Cancel")
                onClicked: sheet.close()
            }
        }
    }
}
