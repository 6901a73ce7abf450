"""Artefacts → disk, all or nothing."""
