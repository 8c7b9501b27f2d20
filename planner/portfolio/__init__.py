"""An account list between two plans: its classes, answers, leads, and the audit of its past."""
