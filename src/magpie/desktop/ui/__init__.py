"""What is shown: the only place that knows Qt. View models in Python, QML beside them."""
