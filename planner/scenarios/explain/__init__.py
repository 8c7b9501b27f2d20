"""Why an account is in a plan or not, at what price; and what costs most in a plan."""
