pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Magpie

// Where a message is written.
FocusScope {
    id: composer

    property var view
    required property var spelling
    required property var recorder
    readonly property alias input: area

    signal attachWanted
    signal emojiWanted
    signal copyWanted

    function insert(text: string): void {
        area.insert(area.cursorPosition, text);
    }

    // The keys of the list of names, while it is there.
    function choosesMention(key: int): bool {
        if (key === Qt.Key_Up || key === Qt.Key_Down)
            offered.step(key === Qt.Key_Up ? -1 : 1);
        else if (key === Qt.Key_Return || key === Qt.Key_Enter || key === Qt.Key_Tab)
            mention(offered.index);
        else if (key === Qt.Key_Escape)
            view.writing.mentions.drop();
        else
            return false;
        return true;
    }

    function mention(index: int): void {
        const named = view.writing.mentions.take(index);
        area.remove(named.start, named.end);
        area.insert(named.start, named.text);
        area.forceActiveFocus();
    }

    implicitHeight: column.implicitHeight

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    MentionList {
        id: offered

        anchors.bottom: parent.top
        anchors.bottomMargin: 4
        x: 48
        mentions: composer.view.writing.mentions
        onChosen: index => composer.mention(index)
    }

    Column {
        id: column

        width: parent.width

        Item {
            width: 1
            height: 1
        }

        Loader {
            width: parent.width
            active: composer.view !== null && composer.view.writing.stripKind !== ""
            visible: active
            sourceComponent: ComposerStrip {
                glyph: composer.view.writing.stripKind === "edit" ? Icons.edit : Icons.reply
                title: composer.view.writing.stripTitle
                words: composer.view.writing.stripWords
                onClosed: composer.view.writing.cancel()
            }
        }

        Item {
            width: parent.width
            implicitHeight: Math.min(200, Math.max(36, area.implicitHeight)) + 16

            IconButton {
                id: plus

                anchors.left: parent.left
                anchors.leftMargin: 8
                anchors.bottom: parent.bottom
                anchors.bottomMargin: 8
                label: qsTr("Attach files")
                keys: "Ctrl+U"
                glyph: Icons.attach
                onClicked: composer.attachWanted()
            }

            Flickable {
                id: flick

                anchors.left: plus.right
                anchors.leftMargin: 4
                anchors.right: smile.left
                anchors.rightMargin: 4
                anchors.top: parent.top
                anchors.topMargin: 8
                anchors.bottom: parent.bottom
                anchors.bottomMargin: 8
                contentWidth: width
                contentHeight: area.implicitHeight
                boundsBehavior: Flickable.StopAtBounds
                clip: true

                T.ScrollBar.vertical: SlimScrollBar {}

                T.TextArea.flickable: T.TextArea {
                    id: area

                    objectName: "writing"
                    focus: true
                    topPadding: 8
                    bottomPadding: 8
                    leftPadding: 8
                    rightPadding: 12
                    implicitHeight: Math.max(36, contentHeight + 16)
                    wrapMode: TextEdit.Wrap
                    color: Theme.text
                    selectionColor: Theme.highlight
                    selectedTextColor: Theme.text
                    font.pixelSize: Theme.body
                    selectByMouse: true
                    Accessible.name: qsTr("Message")
                    Accessible.description: qsTr("Enter sends, Shift+Enter begins a new line")
                    KeyNavigation.priority: KeyNavigation.BeforeItem
                    KeyNavigation.tab: smile

                    onTextChanged: if (composer.view)
                        composer.view.writing.draft = text
                    onCursorPositionChanged: {
                        composer.view.writing.mentions.look(text, cursorPosition);
                        composer.spelling.move(cursorPosition, Theme.danger);
                    }
                    Component.onCompleted: composer.spelling.watch(textDocument)
                    Component.onDestruction: composer.spelling.leave()

                    Keys.onPressed: event => {
                        if (event.key === Qt.Key_Menu) {
                            event.accepted = true;
                            menu.openAt(cursorRectangle.x, cursorRectangle.y + cursorRectangle.height);
                        } else if (offered.visible && composer.choosesMention(event.key)) {
                            event.accepted = true;
                        } else if (event.matches(StandardKey.Copy) && selectedText === "") {
                            event.accepted = true;
                            composer.copyWanted();
                        } else if (event.matches(StandardKey.Paste) && composer.view.files.paste()) {
                            event.accepted = true;
                        } else if (event.key === Qt.Key_Up && text === "" && event.modifiers === Qt.NoModifier) {
                            event.accepted = composer.view.writing.editLast();
                        } else if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && !(event.modifiers & Qt.ShiftModifier)) {
                            event.accepted = true;
                            composer.view.writing.send();
                        } else if (event.key === Qt.Key_Escape && composer.view.writing.stripKind !== "") {
                            event.accepted = true;
                            composer.view.writing.cancel();
                        }
                    }

                    TapHandler {
                        acceptedButtons: Qt.RightButton
                        onTapped: point => menu.openAt(point.position.x, point.position.y)
                    }

                    WritingMenu {
                        id: menu

                        objectName: "writingMenu"
                        area: area
                        spelling: composer.spelling
                        onPasteWanted: {
                            if (!composer.view.files.paste())
                                area.paste();
                        }
                    }

                    Label {
                        x: area.leftPadding
                        y: area.topPadding
                        width: parent.width - x
                        visible: area.text === "" && area.preeditText === ""
                        text: composer.view.secrecy !== null && composer.view.secrecy.locked ? qsTr("Write an encrypted message…") : qsTr("Write a message…")
                        color: Theme.faint
                        Accessible.ignored: true
                    }
                }
            }

            IconButton {
                id: smile

                anchors.right: go.left
                anchors.bottom: plus.bottom
                label: qsTr("Emoji")
                glyph: Icons.emoji
                onClicked: composer.emojiWanted()
            }

            IconButton {
                id: go

                // Nothing is written: one may speak instead.
                readonly property bool empty: area.text.trim() === ""
                readonly property bool speaks: empty && composer.recorder.available && composer.view.writing.stripKind === ""

                anchors.right: parent.right
                anchors.rightMargin: 10
                anchors.bottom: plus.bottom
                label: speaks ? qsTr("Record a voice message") : qsTr("Send")
                keys: speaks ? "" : "Enter"
                glyph: speaks ? Icons.microphone : Icons.sendFill
                enabled: speaks || !empty
                ink: speaks ? Theme.secondary : enabled ? Theme.accent : Theme.faint
                size: 22
                onClicked: speaks ? composer.recorder.begin() : composer.view.writing.send()
            }

            Loader {
                anchors.fill: parent
                active: composer.recorder.recording
                onLoaded: (item as Item).forceActiveFocus()
                onActiveChanged: if (!active)
                    area.forceActiveFocus()
                sourceComponent: VoiceStrip {
                    recorder: composer.recorder
                    onSent: composer.view.files.sendVoice(composer.recorder)
                }
            }
        }
    }

    // The draft is the view's: it changes with the chat, and when a message is edited.
    Connections {
        target: composer.view ? composer.view.writing : null

        function onDraftReplaced(text: string): void {
            area.text = text;
            area.cursorPosition = area.length;
        }
    }

    onViewChanged: {
        area.text = view ? view.writing.draft : "";
        area.cursorPosition = area.length;
    }
}
