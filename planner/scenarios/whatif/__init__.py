"""Scenarios beside the territory as it is."""
