import QtQuick
import Magpie

// What files of the open conversation need over the window: choosing, viewing, a place to save.
Item {
    id: layer

    required property var shell
    readonly property var view: shell.conversation

    FilesSheet {
        id: sheet

        files: layer.view ? layer.view.files : null
    }

    PictureViewer {
        id: viewer

        onActed: action => layer.view.files.act(picture.key, action)
        onStepped: direction => {
            const next = layer.view.files.beside(picture.key, direction);
            if (next)
                picture = next;
        }
    }

    Connections {
        target: layer.view ? layer.view.files : null

        function onOutgoingWanted(): void {
            sheet.open();
        }

        function onPictureShown(picture: var): void {
            viewer.picture = picture;
            viewer.open();
        }
    }
}
