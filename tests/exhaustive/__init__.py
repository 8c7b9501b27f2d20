"""The engine beside an exhaustive solver, on seeded random problems of every constraint."""
