"""What makes the files of each output, by what it needs for that: see ``app.outputs``."""
