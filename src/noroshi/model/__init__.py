"""What an incident is. Standard library only; no clock, no files."""
