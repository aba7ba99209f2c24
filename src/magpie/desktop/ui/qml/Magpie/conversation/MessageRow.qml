pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// One message in its place: day and unread line above it, avatar beside it, bubble, reactions below.
Item {
    id: row

    required property int index
    required property string key
    required property string kind
    required property bool mine
    required property bool first
    required property bool last
    required property string day
    required property string unread
    required property string sender
    required property string initials
    required property color tint
    required property url picture
    required property string html
    required property string spoken
    required property bool rightToLeft
    required property bool large
    required property string time
    required property string delivery
    required property string problem
    required property bool edited
    required property var reply
    required property var reactions
    required property var file
    required property bool marked
    required property bool mention
    required property bool locked
    required property bool chosen

    // Some are chosen: a press chooses this one too, or no more.
    property bool choosing: false
    property var player: null
    property bool group: false
    property bool avatars: true

    // A row that is used again changes its roles one by one: for a moment it may have lost its file.
    readonly property var carried: file || {
        "name": "",
        "glyph": "file",
        "status": "",
        "detail": "",
        "actions": "",
        "progress": 0,
        "preview": "",
        "sound": "",
        "width": 0,
        "height": 0
    }
    readonly property bool narrow: width < 560
    readonly property bool faces: !mine && (group || (avatars && !narrow))
    readonly property real side: (faces ? 56 : 16) + (choosing ? 32 : 0)
    property string selected: ""
    readonly property real most: Math.min(width > 900 ? 640 : width * 0.82, width - side - (narrow ? 32 : 72))
    readonly property bool wide: kind === "file" || kind === "picture"
    readonly property real inside: most - 24

    signal menuWanted(real x, real y)
    signal linkActivated(string link)
    signal reactionToggled(string emoji)
    signal quoteActivated(string key)
    signal fileAction(string action)
    signal retryWanted
    signal replyWanted
    signal senderWanted(Item place)
    signal toggled
    signal textPicked(TextEdit body)

    implicitHeight: above.height + bubble.height + below.height + (first ? 10 : 2)
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Rectangle {
        y: above.height
        width: parent.width
        height: parent.height - y
        visible: row.chosen
        color: Qt.alpha(Theme.accent, Theme.dark ? 0.32 : 0.22)
    }

    Column {
        id: above

        width: parent.width

        Loader {
            width: parent.width
            active: row.day !== ""
            visible: active
            sourceComponent: DaySeparator {
                text: row.day
            }
        }

        Loader {
            width: parent.width
            active: row.unread !== ""
            visible: active
            sourceComponent: UnreadLine {
                text: row.unread
            }
        }
    }

    Loader {
        x: row.side - 40
        y: bubble.y + bubble.height - 32
        active: row.faces && row.last
        sourceComponent: Avatar {
            id: face

            size: 32
            initials: row.initials
            tint: row.tint
            picture: row.picture

            TapHandler {
                enabled: row.group
                onTapped: row.senderWanted(face)
            }
        }
    }

    Bubble {
        id: bubble

        // Nothing but a picture: the bubble is its frame.
        readonly property bool bare: row.kind === "picture" && row.html === "" && !row.reply
        readonly property int pad: bare ? 4 : 12

        x: row.mine ? parent.width - width - 16 : row.side
        y: above.height + (row.first ? 10 : 2)
        width: Math.min(row.most, content.implicitWidth + 2 * pad)
        height: content.implicitHeight + (bare ? 8 : 14)
        mine: row.mine
        tail: row.last
        border.width: row.marked ? 2 : row.mention ? 1 : 0
        border.color: Theme.accent

        Column {
            id: content

            x: bubble.pad
            y: bubble.bare ? 4 : 7
            width: parent.width - 2 * bubble.pad
            spacing: 4

            Loader {
                active: row.group && !row.mine && row.first
                visible: active
                sourceComponent: Label {
                    text: row.sender
                    color: Theme.ink(row.tint)
                    font.pixelSize: 13
                    font.weight: Font.DemiBold
                    width: Math.min(implicitWidth, row.inside)
                }
            }

            Loader {
                id: quote

                active: !!row.reply
                visible: active
                width: active ? Math.max(Math.min(implicitWidth, row.inside), Math.min(content.width, row.inside)) : 0
                sourceComponent: Quote {
                    name: row.reply ? row.reply.name : ""
                    words: row.reply ? row.reply.text : ""
                    tint: row.reply ? row.reply.tint : Theme.accent
                    onClicked: row.quoteActivated(row.reply.key)
                }
            }

            Loader {
                active: row.kind === "file" || row.kind === "picture"
                visible: active
                sourceComponent: row.kind === "picture" ? picture : row.carried.sound !== "" && row.player && row.player.available ? voice : card
            }

            Loader {
                id: words

                active: row.html !== ""
                visible: active
                sourceComponent: BubbleText {
                    width: Math.max(implicitWidth, bubble.width - 24)
                    html: row.html
                    spoken: row.spoken
                    rightToLeft: row.rightToLeft
                    large: row.large
                    most: row.inside
                    footWidth: foot.width
                    onLinkActivated: link => row.linkActivated(link)
                    onSelectedTextChanged: row.selected = selectedText
                    onPicked: body => row.textPicked(body)
                }
            }

            Item {
                visible: row.html === "" && row.kind !== "picture"
                width: foot.width
                height: 14
            }
        }

        BubbleFoot {
            id: foot

            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 5
            time: row.time
            delivery: row.delivery
            edited: row.edited
            locked: row.locked
            visible: row.kind !== "picture" || row.html !== ""
        }

        TapHandler {
            acceptedButtons: Qt.RightButton
            onTapped: point => row.menuWanted(bubble.x + point.position.x, bubble.y + point.position.y)
        }

        TapHandler {
            acceptedDevices: PointerDevice.TouchScreen
            onLongPressed: row.menuWanted(bubble.x + 24, bubble.y + 24)
        }
    }

    Component {
        id: card

        FileCard {
            width: Math.min(row.inside, 340)
            file: row.carried
            mine: row.mine
            onActed: action => row.fileAction(action)
        }
    }

    Component {
        id: voice

        VoiceCard {
            width: Math.min(row.inside, 280)
            key: row.key
            player: row.player
            file: row.carried
        }
    }

    Component {
        id: picture

        PictureCard {
            most: row.inside
            file: row.carried
            time: row.html === "" ? row.time : ""
            delivery: row.delivery
            onActed: action => row.fileAction(action)
        }
    }

    Column {
        id: below

        y: bubble.y + bubble.height
        x: row.mine ? row.width - width - 16 : row.side
        width: row.most

        Loader {
            active: row.reactions.length > 0
            visible: active
            width: parent.width
            sourceComponent: Item {
                implicitHeight: flow.implicitHeight + 6

                Reactions {
                    id: flow

                    y: 4
                    width: parent.width
                    layoutDirection: row.mine ? Qt.RightToLeft : Qt.LeftToRight
                    reactions: row.reactions
                    onToggled: emoji => row.reactionToggled(emoji)
                }
            }
        }

        Loader {
            active: row.problem !== ""
            visible: active
            width: parent.width
            sourceComponent: FailedLine {
                text: row.problem
                onRetryWanted: row.retryWanted()
            }
        }
    }

    HoverHandler {
        id: pointer
    }

    Loader {
        x: row.mine ? bubble.x - width - 6 : bubble.x + bubble.width + 6
        y: bubble.y + bubble.height - 34
        active: pointer.hovered && !row.narrow && !row.choosing && row.kind !== "retracted"
        sourceComponent: IconButton {
            label: qsTr("Reply")
            glyph: Icons.reply
            size: 18
            focusPolicy: Qt.NoFocus
            implicitWidth: 32
            implicitHeight: 32
            onClicked: row.replyWanted()
        }
    }

    // While some are chosen nothing in the row can be pressed but the row.
    Loader {
        anchors.fill: parent
        active: row.choosing
        sourceComponent: ChoosingCover {
            chosen: row.chosen
            spoken: row.spoken
            middle: bubble.y + bubble.height / 2
            onToggled: row.toggled()
        }
    }
}
