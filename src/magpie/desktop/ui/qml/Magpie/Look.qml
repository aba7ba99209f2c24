// Written by `make docs` from tools/look.toml. Changes made here by hand are lost.
pragma Singleton

import QtQuick

QtObject {
    property bool isDark: Application.styleHints.colorScheme === Qt.Dark

    readonly property color surface: isDark ? "#15181C" : "#FFFFFF"
    readonly property color raised: isDark ? "#1D2126" : "#F6F7F9"
    readonly property color sunken: isDark ? "#101316" : "#ECEFF2"
    readonly property color text: isDark ? "#E8EBEE" : "#14181D"
    readonly property color secondary: isDark ? "#A3ADB7" : "#5B6672"
    readonly property color faint: isDark ? "#75808B" : "#8A949E"
    readonly property color accent: isDark ? "#2BB5AE" : "#0B7A75"
    readonly property color accentText: isDark ? "#06201F" : "#FFFFFF"
    readonly property color ownBubble: isDark ? "#134A47" : "#D8F1EE"
    readonly property color theirBubble: isDark ? "#23282E" : "#F0F2F4"
    readonly property color online: isDark ? "#43A86B" : "#2E9E5B"
    readonly property color away: isDark ? "#DDAD1A" : "#D9A400"
    readonly property color busy: isDark ? "#D75850" : "#D2453C"
    readonly property color offline: isDark ? "#A4ADB6" : "#9AA4AE"
    readonly property color danger: isDark ? "#F0776D" : "#C4362C"
    readonly property color warning: isDark ? "#E5B04A" : "#A86A00"

    readonly property int space1: 4
    readonly property int space2: 8
    readonly property int space3: 12
    readonly property int space4: 16
    readonly property int space6: 24
    readonly property int space8: 32
    readonly property int textSmall: 12
    readonly property int textBody: 14
    readonly property int textTitle: 16
    readonly property int textPage: 20
    readonly property int radiusBubble: 12
    readonly property int radiusField: 8
    readonly property int icon: 20
    readonly property int target: 36
    readonly property int targetTouch: 44
    readonly property int motion: 160
}
