"""Who is let in: hosts, origins, the login and the secrets."""
