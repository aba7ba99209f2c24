pragma Singleton

import QtQuick
import Magpie

// What everything is drawn with: the look's tokens in the theme in force, and what is made of them.
QtObject {
    id: theme

    // "light", "dark" or "system"
    property string choice: "system"
    // No motion: the system, or the person, asks for less.
    property bool calm: false
    readonly property bool dark: choice === "dark" || (choice === "system" && Application.styleHints.colorScheme === Qt.Dark)
    readonly property Binding follow: Binding {
        target: Look
        property: "isDark"
        value: theme.dark
    }

    readonly property color surface: Look.surface
    readonly property color raised: Look.raised
    readonly property color sunken: Look.sunken
    readonly property color text: Look.text
    readonly property color secondary: Look.secondary
    readonly property color faint: Look.faint
    readonly property color accent: Look.accent
    readonly property color accentText: Look.accentText
    readonly property color ownBubble: Look.ownBubble
    readonly property color theirBubble: Look.theirBubble
    readonly property color danger: Look.danger
    readonly property color dangerText: dark ? "#2A0B09" : "#FFFFFF"
    readonly property color warning: Look.warning

    readonly property color line: dark ? "#2A3037" : "#E1E5E9"
    readonly property color edge: dark ? "#343B43" : "#D5DADF"
    readonly property color hover: Qt.alpha(text, dark ? 0.06 : 0.05)
    readonly property color code: dark ? "#0F1F22" : "#E4E8EA"
    readonly property color pressed: Qt.alpha(text, dark ? 0.11 : 0.09)
    readonly property color selected: Qt.alpha(accent, dark ? 0.20 : 0.12)
    readonly property color highlight: Qt.alpha(accent, 0.35)
    readonly property color shade: dark ? "#99000000" : "#66141A20"

    readonly property int body: Look.textBody
    readonly property int small: Look.textSmall
    readonly property int title: Look.textTitle
    readonly property int page: Look.textPage
    readonly property int bodyLine: 20
    readonly property int bubbleCorner: Look.radiusBubble
    readonly property int corner: Look.radiusField
    readonly property int target: Look.target
    readonly property int glyph: Look.icon
    readonly property int motion: calm ? 0 : Look.motion
    readonly property string iconFont: "Phosphor"

    // The colour of an address, for letters on the surface.
    function ink(tint: color): color {
        return dark ? Qt.hsla(tint.hslHue, Math.min(0.7, tint.hslSaturation), 0.68, 1) : tint;
    }

    function presence(show: string): color {
        switch (show) {
        case "online":
            return Look.online;
        case "away":
            return Look.away;
        case "busy":
            return Look.busy;
        default:
            return Look.offline;
        }
    }
}
