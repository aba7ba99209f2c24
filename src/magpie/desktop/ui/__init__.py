"""The screen: view models over the core, and QML that shows them. The only place that knows Qt."""
