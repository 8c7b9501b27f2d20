"""The master problem over day routes: relaxed, in integers, and the assignment to days."""
