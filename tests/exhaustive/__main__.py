"""``python -m tests.exhaustive --problems N --seed S``: any number of problems, and the counts."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from tests.exhaustive.comparison import Compared, compare


def main() -> int:
    """Compare, and print what was found; returns the number of problems with a fault, at most 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.exhaustive", description=__doc__)
    parser.add_argument("--problems", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the first problem")
    asked = parser.parse_args()
    began, done = time.process_time(), []
    for seed in range(asked.seed, asked.seed + asked.problems):
        try:
            compared = compare(seed)
        except Exception:
            compared = Compared(seed, feasible=True, decided=False, faults=[traceback.format_exc()])
        done.append(compared)
        for fault in compared.faults:
            print(f"problem {seed}: {fault}", flush=True)
        if not compared.decided:
            print(f"problem {seed}: left open", flush=True)
    faulty = [each.seed for each in done if each.faults]
    print(
        f"{len(done)} problems: {sum(each.feasible for each in done)} feasible, "
        f"{sum(each.decided for each in done)} decided, {len(faulty)} with faults {faulty}; "
        f"{time.process_time() - began:.0f} s of CPU"
    )
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
