"""The app in the browser: pages over the use cases that the command line has, too."""
