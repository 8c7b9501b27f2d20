"""Benchmarks of the engine: standard months, harder months, published instances, peers."""
