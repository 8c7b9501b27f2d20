"""Simulated annealing over day routes: the first plan within a second, and a pool of routes."""

from models.anneal.search import Annealer, Routes, first_temperature, shortfalls_of, timed

__all__ = ["Annealer", "Routes", "first_temperature", "shortfalls_of", "timed"]
