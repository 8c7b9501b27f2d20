"""The Calendar and Map pages."""
