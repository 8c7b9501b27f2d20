"""Scenarios as the pages have them, and what was found of them."""
