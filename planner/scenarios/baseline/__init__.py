"""What a plan is worth more than the past month, or than an even round."""
