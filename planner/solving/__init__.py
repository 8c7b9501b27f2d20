"""Many reps searched side by side: who searches where, and what came of it."""
