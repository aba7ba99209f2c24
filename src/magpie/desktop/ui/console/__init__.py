"""The console's window: view models over `desktop/console/`, with QML in `qml/Magpie/console/`."""
