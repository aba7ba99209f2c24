import QtQuick

// The product's mark.
Image {
    property int size: 64

    width: size
    height: size
    source: "image://mark/mark"
    sourceSize: Qt.size(size * 2, size * 2)
    Accessible.ignored: true
}
