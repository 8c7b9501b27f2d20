"""One or two inputs changed step by step: the frontier."""
