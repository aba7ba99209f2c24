"""What is shown: values that do not change. A change is a new value in the place of the old."""
