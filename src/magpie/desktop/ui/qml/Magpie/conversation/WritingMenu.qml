pragma ComponentBehavior: Bound

import QtQuick
import QtQml
import QtQuick.Templates as T
import Magpie

// What can be done where one writes: the words that may be meant, then cut, copy and paste.
PopupMenu {
    id: menu

    required property T.TextArea area
    required property var spelling
    property int from: -1
    property int to: -1

    signal pasteWanted

    function openAt(x: real, y: real): void {
        const at = area.positionAt(x, y);
        if (at < area.selectionStart || at > area.selectionEnd)
            area.cursorPosition = at;
        const wrong = spelling.look(area.text, at);
        from = wrong.start === undefined ? -1 : wrong.start;
        to = wrong.end === undefined ? -1 : wrong.end;
        popup(area, x, y);
    }

    function take(word: string): void {
        area.remove(from, to);
        area.insert(from, word);
        area.forceActiveFocus();
    }

    Instantiator {
        model: menu.spelling.suggestions
        onObjectAdded: (index, object) => menu.insertItem(index, object)
        onObjectRemoved: (index, object) => menu.removeItem(object)

        PopupMenuItem {
            required property string modelData

            text: modelData
            glyph: Icons.check
            onTriggered: menu.take(modelData)
        }
    }

    PopupMenuItem {
        visible: menu.from >= 0
        text: qsTr("Add to the dictionary")
        glyph: Icons.plus
        onTriggered: menu.spelling.learn()
    }

    PopupMenuItem {
        enabled: menu.area.selectedText !== ""
        text: qsTr("Cut")
        glyph: Icons.cut
        keys: "Ctrl+X"
        onTriggered: menu.area.cut()
    }

    PopupMenuItem {
        enabled: menu.area.selectedText !== ""
        text: qsTr("Copy")
        glyph: Icons.copy
        keys: "Ctrl+C"
        onTriggered: menu.area.copy()
    }

    PopupMenuItem {
        text: qsTr("Paste")
        glyph: Icons.paste
        keys: "Ctrl+V"
        onTriggered: menu.pasteWanted()
    }

    PopupMenuItem {
        enabled: menu.area.length > 0
        text: qsTr("Select all")
        glyph: Icons.selectAll
        keys: "Ctrl+A"
        onTriggered: menu.area.selectAll()
    }
}
