"""Runs commands in forks of one process that has everything loaded, and measures each.

``python -m tests.readers.measuring``: a line of JSON with a command's words in, a line with its
exit code, output, CPU seconds and peak memory out. What a fork takes beyond the fork that checks
the sample is what its input took.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import tempfile
import time

MOST_SECONDS = 30
"""CPU after which a fork is ended: far beyond every budget."""
MOST_WAITED = 60.0
"""Seconds on the clock after which a fork is ended, since it waits for something."""


def run(words: list[str]) -> dict[str, object]:
    """Run one command in a fork."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            _command(words, output.fileno())
        status, used = _waited(child)
        output.seek(0)
        said = output.read(200_000).decode("utf-8", "replace")
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "output": said,
        "seconds": used.ru_utime + used.ru_stime,
        "mb": used.ru_maxrss / 1024,
    }


def _waited(child: int) -> tuple[int, resource.struct_rusage]:
    until = time.monotonic() + MOST_WAITED
    while time.monotonic() < until:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            return status, used
        time.sleep(0.01)
    os.kill(child, 9)
    _, status, used = os.wait4(child, 0)
    return status, used


def _command(words: list[str], output: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    os.dup2(output, 1)
    os.dup2(output, 2)
    code = 99
    try:
        from planner.commands import main

        main(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    finally:
        sys.stdout.flush()
        os._exit(code)


def serve() -> None:
    """Answer lines until the input ends."""
    for line in sys.stdin:
        words = json.loads(line)
        if words[0] == "load":  # everything that the sample needs, without a fork
            _load(words[1:])
            sys.stdout.write("{}\n")
        else:
            sys.stdout.write(json.dumps(run(words)) + "\n")
        sys.stdout.flush()


def _load(words: list[str]) -> None:
    import openpyxl  # noqa: F401 - loaded once for all forks

    import models
    from planner.commands import main
    from planner.scenarios.sweep import points  # noqa: F401 - as above
    from planner.scenarios.whatif import running  # noqa: F401 - as above

    models.warm_up()
    here = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        main(words)
    except SystemExit:
        pass
    finally:
        sys.stdout.flush()
        os.dup2(here, 1)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    serve()
