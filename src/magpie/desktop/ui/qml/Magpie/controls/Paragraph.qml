import QtQuick
import Magpie

// Several lines of explanation.
Label {
    wrapMode: Text.Wrap
    elide: Text.ElideNone
    lineHeight: Theme.bodyLine
    lineHeightMode: Text.FixedHeight
    color: Theme.secondary
}
