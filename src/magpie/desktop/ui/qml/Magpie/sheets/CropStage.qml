import QtQuick
import Magpie

// A picture behind a round window: dragged, zoomed with the wheel, moved with the arrows.
FocusScope {
    id: stage

    property url source: ""
    property real zoom: 1
    readonly property bool ready: picture.status === Image.Ready
    // What is seen in the window, in parts of the picture's shorter side.
    readonly property rect part: Qt.rect(-picture.x / unit, -picture.y / unit, width / unit, height / unit)
    // The shorter side of the picture, as it is shown.
    readonly property real unit: Math.max(1, width * zoom)

    signal zoomWanted(real zoom)

    function begin(): void {
        const size = picture.sizeAt(zoom);
        before = zoom;
        picture.x = (width - size.width) / 2;
        picture.y = (height - size.height) / 2;
    }

    function move(dx: real, dy: real): void {
        const size = picture.sizeAt(zoom);
        picture.x = Math.min(0, Math.max(width - size.width, picture.x + dx));
        picture.y = Math.min(0, Math.max(height - size.height, picture.y + dy));
    }

    property real before: 1

    // What is in the middle of the window stays there.
    onZoomChanged: {
        const grown = zoom / before;
        before = zoom;
        const middle = width / 2;
        picture.x = middle - (middle - picture.x) * grown;
        picture.y = middle - (middle - picture.y) * grown;
        move(0, 0);
    }

    implicitWidth: 320
    implicitHeight: 320
    clip: true
    activeFocusOnTab: true
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("The part of the picture that will be seen. The arrows move it, plus and minus change how large it is.")
    Keys.onPressed: event => {
        const steps = ({
                [Qt.Key_Left]: [12, 0],
                [Qt.Key_Right]: [-12, 0],
                [Qt.Key_Up]: [0, 12],
                [Qt.Key_Down]: [0, -12]
            })[event.key];
        if (steps !== undefined)
            move(steps[0], steps[1]);
        else if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
            zoomWanted(zoom * 1.1);
        else if (event.key === Qt.Key_Minus)
            zoomWanted(zoom / 1.1);
        else
            return;
        event.accepted = true;
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.sunken
    }

    Image {
        id: picture

        readonly property size shown: sizeAt(stage.zoom)

        // The shorter side fills the window at 1.
        function sizeAt(zoom: real): size {
            const ratio = implicitHeight > 0 ? implicitWidth / implicitHeight : 1;
            return Qt.size(stage.width * zoom * Math.max(1, ratio), stage.width * zoom / Math.min(1, ratio));
        }

        width: shown.width
        height: shown.height
        source: stage.source
        asynchronous: true
        cache: false
        onStatusChanged: {
            if (status === Image.Ready)
                stage.begin();
        }
    }

    // All but the circle is dimmed.
    Rectangle {
        anchors.centerIn: parent
        width: parent.width + 2 * border.width
        height: width
        radius: width / 2
        color: "transparent"
        border.width: parent.width / 2
        border.color: Qt.alpha(Theme.raised, 0.72)
    }

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: "transparent"
        border.width: 2
        border.color: stage.activeFocus ? Theme.accent : Qt.alpha(Theme.text, 0.35)
    }

    DragHandler {
        property vector2d last: Qt.vector2d(0, 0)

        target: null
        cursorShape: active ? Qt.ClosedHandCursor : Qt.OpenHandCursor
        onActiveChanged: last = Qt.vector2d(0, 0)
        onActiveTranslationChanged: {
            stage.move(activeTranslation.x - last.x, activeTranslation.y - last.y);
            last = Qt.vector2d(activeTranslation.x, activeTranslation.y);
        }
    }

    WheelHandler {
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
        onWheel: event => stage.zoomWanted(stage.zoom * Math.pow(1.1, event.angleDelta.y / 120))
    }

    PinchHandler {
        target: null
        onScaleChanged: delta => stage.zoomWanted(stage.zoom * delta)
    }
}
