import QtQuick
import Magpie

// The words of a message: they can be selected, links can be followed; the foot stands beside the
// last line where there is room, below it otherwise.
Item {
    id: item

    property string html: ""
    property string spoken: ""
    property bool rightToLeft: false
    property bool large: false
    property real most: 480
    property real footWidth: 0
    property alias selectedText: body.selectedText

    readonly property real natural: Math.ceil(Math.min(most, body.implicitWidth))
    readonly property real end: {
        // where the last line ends changes with the size
        const laidOut = body.contentWidth > 0 && body.contentHeight > 0;
        return laidOut ? body.positionToRectangle(body.length).x : 0;
    }
    readonly property bool beside: !rightToLeft && end + 10 + footWidth <= most

    signal linkActivated(string link)
    signal picked(TextEdit body)

    implicitWidth: Math.max(natural, beside ? end + 10 + footWidth : footWidth)
    implicitHeight: body.contentHeight + (beside ? 0 : 16)

    TextEdit {
        id: body

        width: item.rightToLeft ? parent.width : item.natural
        text: item.html.replace(/\x01/g, Theme.accent).replace(/\x02/g, Theme.faint).replace(/\x03/g, Theme.code)
        textFormat: TextEdit.RichText
        wrapMode: TextEdit.Wrap
        readOnly: true
        selectByMouse: true
        persistentSelection: false
        activeFocusOnPress: false
        color: Theme.text
        selectionColor: Theme.highlight
        selectedTextColor: Theme.text
        font.pixelSize: item.large ? 34 : Theme.body
        Accessible.role: Accessible.StaticText
        Accessible.name: item.spoken
        onLinkActivated: link => item.linkActivated(link)
        onSelectedTextChanged: if (selectedText !== "")
            item.picked(body)

        HoverHandler {
            cursorShape: body.hoveredLink !== "" ? Qt.PointingHandCursor : Qt.IBeamCursor
        }
    }
}
