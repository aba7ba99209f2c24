pragma ComponentBehavior: Bound

import QtQuick
import Magpie

// The keys that work everywhere in the window. The list that Ctrl+/ shows is `keys.py`.
Item {
    id: keys

    required property var shell
    required property MainPage page

    signal switcherWanted
    signal listWanted
    signal quitWanted

    Shortcut {
        sequence: "Ctrl+K"
        onActivated: keys.switcherWanted()
    }

    Shortcut {
        sequence: "Ctrl+N"
        onActivated: keys.page.newChatWanted(false)
    }

    Shortcut {
        sequence: "Ctrl+G"
        enabled: keys.shell.groups.available
        onActivated: keys.page.createWanted()
    }

    Shortcut {
        sequence: "Ctrl+F"
        onActivated: keys.page.search(false)
    }

    Shortcut {
        sequence: "Ctrl+Shift+F"
        onActivated: keys.page.search(true)
    }

    Shortcut {
        sequence: "Alt+Up"
        onActivated: {
            keys.shell.chats.step(-1);
            keys.page.opened();
        }
    }

    Shortcut {
        sequence: "Alt+Down"
        onActivated: {
            keys.shell.chats.step(1);
            keys.page.opened();
        }
    }

    Shortcut {
        sequence: "Ctrl+U"
        enabled: keys.page.talking
        onActivated: keys.page.attachWanted()
    }

    Shortcut {
        sequence: "Ctrl+/"
        onActivated: keys.listWanted()
    }

    Shortcut {
        sequence: "Ctrl+,"
        onActivated: keys.page.go("settings")
    }

    Shortcut {
        sequence: "Ctrl+I"
        enabled: keys.page.talking
        onActivated: keys.page.detailed = !keys.page.detailed
    }

    Shortcut {
        sequence: "F6"
        onActivated: keys.page.nextRegion(false)
    }

    Shortcut {
        sequence: "Shift+F6"
        onActivated: keys.page.nextRegion(true)
    }

    Shortcut {
        sequence: "Esc"
        onActivated: keys.page.back()
    }

    Shortcut {
        sequences: [StandardKey.Quit]
        onActivated: keys.quitWanted()
    }

    Instantiator {
        model: 9

        Shortcut {
            required property int index

            sequence: "Ctrl+" + (index + 1)
            onActivated: {
                keys.shell.chats.open(index);
                keys.page.opened();
            }
        }
    }
}
