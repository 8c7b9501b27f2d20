"""A month that is under way: what stands, what a rep changed by hand, what is published."""
