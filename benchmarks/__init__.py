"""The same words → every contender → times, memory and files → tables and a plot."""
