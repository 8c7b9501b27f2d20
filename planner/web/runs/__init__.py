"""Whatever searches: the planning process, what it is asked for, and how a run goes."""
