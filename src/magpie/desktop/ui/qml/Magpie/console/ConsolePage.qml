pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// The page of the console: the bar above, and below it what fits the server's state.
FocusScope {
    id: page

    required property var board
    readonly property bool wide: width >= 980
    readonly property bool running: board.state === "running" || board.state === "stopping"
    // What the right side shows, or all of a narrow window.
    property string place: "passing"
    readonly property string shown: wide && (place === "server" || place === "online") ? "passing" : place

    signal inviteWanted(bool admin)
    signal endWanted(string key, string name)
    signal textWanted
    signal lookWanted

    ConsoleBar {
        id: bar

        width: parent.width
        board: page.board
        wide: page.wide
        onInviteWanted: page.inviteWanted(page.board.accounts === 0)
        onLookWanted: page.lookWanted()
    }

    ThinLine {
        id: reading

        anchors.top: bar.bottom
        width: parent.width
        serious: true
        text: page.board.showsText ? qsTr("What people write is shown in this window. It is kept nowhere.") : ""
        action: qsTr("Hide the text")
        onActed: page.board.showText(false)
    }

    Loader {
        anchors.top: reading.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        focus: !page.running
        active: !page.running
        sourceComponent: page.board.state === "new" ? welcome : stopped
    }

    Component {
        id: welcome

        WelcomePane {
            board: page.board
        }
    }

    Component {
        id: stopped

        StoppedPane {
            board: page.board
        }
    }

    FocusScope {
        id: work

        anchors.top: reading.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: page.running
        focus: page.running

        ServerPane {
            id: server

            width: page.wide ? 320 : parent.width
            anchors.top: page.wide ? parent.top : tabs.bottom
            anchors.bottom: parent.bottom
            visible: page.wide || page.shown === "server"
            board: page.board
            onInviteWanted: page.inviteWanted(true)
        }

        DevicesPane {
            id: devices

            x: page.wide ? server.width : 0
            width: page.wide ? 300 : parent.width
            anchors.top: page.wide ? parent.top : tabs.bottom
            anchors.bottom: parent.bottom
            visible: page.wide || page.shown === "online"
            board: page.board
            headed: page.wide
            onEndWanted: (key, name) => page.endWanted(key, name)
        }

        Divider {
            visible: page.wide
            x: server.width
            height: parent.height
        }

        Divider {
            visible: page.wide
            x: devices.x + devices.width
            height: parent.height
        }

        Item {
            id: tabs

            x: page.wide ? devices.x + devices.width + 1 : 0
            width: parent.width - x
            height: 56

            Choice {
                id: choice

                readonly property list<var> always: [
                    {
                        "value": "passing",
                        "text": page.wide ? qsTr("What passes") : qsTr("Live")
                    },
                    {
                        "value": "log",
                        "text": qsTr("Log")
                    },
                    {
                        "value": "checks",
                        "text": page.board.troubles > 0 ? qsTr("Checks (%1)").arg(page.board.troubles) : qsTr("Checks")
                    }
                ]
                readonly property list<var> narrow: [
                    {
                        "value": "server",
                        "text": qsTr("Server")
                    },
                    {
                        "value": "online",
                        "text": qsTr("Online")
                    }
                ]

                objectName: "places"
                x: page.wide ? 16 : (parent.width - width) / 2
                anchors.verticalCenter: parent.verticalCenter
                label: qsTr("What is shown")
                value: page.shown
                options: page.wide ? always : [...narrow, ...always]
                onChosen: value => page.place = value
            }

            PushButton {
                anchors.right: parent.right
                anchors.rightMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                visible: page.wide && page.shown === "passing" && !page.board.showsText
                glyph: Icons.eye
                text: qsTr("Show the text")
                onClicked: page.textWanted()
            }

            PushButton {
                anchors.right: parent.right
                anchors.rightMargin: 16
                anchors.verticalCenter: parent.verticalCenter
                visible: page.wide && page.shown === "checks"
                enabled: !page.board.looking
                glyph: Icons.retry
                text: page.board.looking ? qsTr("Looking…") : qsTr("Look again")
                onClicked: page.board.lookAgain()
            }
        }

        Divider {
            x: tabs.x
            width: tabs.width
            anchors.top: tabs.bottom
        }

        PassingPane {
            x: tabs.x
            width: tabs.width
            anchors.top: tabs.bottom
            anchors.topMargin: 1
            anchors.bottom: parent.bottom
            visible: page.shown === "passing"
            board: page.board
            wide: page.wide
            onTextWanted: page.textWanted()
        }

        LogPane {
            x: tabs.x
            width: tabs.width
            anchors.top: tabs.bottom
            anchors.topMargin: 1
            anchors.bottom: parent.bottom
            visible: page.shown === "log"
            lines: page.board.lines
        }

        ChecksPane {
            x: tabs.x
            width: tabs.width
            anchors.top: tabs.bottom
            anchors.topMargin: 1
            anchors.bottom: parent.bottom
            visible: page.shown === "checks"
            board: page.board
            wide: page.wide
        }
    }
}
