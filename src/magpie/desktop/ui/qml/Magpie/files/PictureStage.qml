import QtQuick

// The picture of the viewer: as large as fits at first, then as large as one likes.
Flickable {
    id: stage

    property url source: ""
    property real factor: 1
    readonly property real whole: image.implicitWidth > 0 ? Math.min(1, (width - 32) / image.implicitWidth, (height - 32) / image.implicitHeight) : 1

    function fit(): void {
        factor = 1;
        returnToBounds();
    }

    function zoom(by: real): void {
        const wanted = Math.max(1, Math.min(12, factor * by));
        const ratio = wanted / factor;
        const x = (contentX + width / 2) * ratio - width / 2;
        const y = (contentY + height / 2) * ratio - height / 2;
        factor = wanted;
        contentX = Math.max(0, Math.min(contentWidth - width, x));
        contentY = Math.max(0, Math.min(contentHeight - height, y));
    }

    contentWidth: Math.max(width, image.width)
    contentHeight: Math.max(height, image.height)
    clip: true

    Image {
        id: image

        x: Math.max(0, (stage.width - width) / 2)
        y: Math.max(0, (stage.height - height) / 2)
        width: implicitWidth * stage.whole * stage.factor
        height: implicitHeight * stage.whole * stage.factor
        source: stage.source
        asynchronous: true
        mipmap: true
    }

    WheelHandler {
        onWheel: event => stage.zoom(event.angleDelta.y > 0 ? 1.15 : 0.87)
    }

    TapHandler {
        onDoubleTapped: stage.factor > 1 ? stage.fit() : stage.zoom(2)
    }
}
