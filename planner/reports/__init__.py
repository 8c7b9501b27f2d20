"""What people read about a plan: tables in a terminal, and files for a spreadsheet."""
