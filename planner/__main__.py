"""Lets ``python -m planner`` do what the command ``planner`` does."""

from planner.commands import main

if __name__ == "__main__":
    main(prog_name="planner")
