"""The territory's folder as the app reads and changes it."""
