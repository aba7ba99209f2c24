pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// What somebody says about themselves (their profile card), as far as they say anything.
Column {
    id: part

    // [{glyph, text, note}]
    property var facts: []

    Repeater {
        model: part.facts

        DetailLine {
            required property var modelData

            width: part.width
            glyph: Icons[modelData.glyph]
            text: modelData.text
            note: modelData.note
        }
    }
}
