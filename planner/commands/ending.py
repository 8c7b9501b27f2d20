"""How the process begins and ends, whatever its streams are: closed, full, or a pipe gone away."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

DEBUG = "PLANNER_DEBUG"
"""Environment variable: where it is set, what went wrong inside is said on stderr in full."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 + SIGINT."""
PIPE_CLOSED = 141
"""Exit code where the reader of our output is gone, as shells have it: 128 + SIGPIPE."""
BUG = 3
"""Exit code after an error that nobody foresaw, as after a plan that fails its check."""


def open_streams() -> None:
    """Open what was closed (``>&-``), as if it were ``/dev/null``.

    Otherwise the next file that is opened gets the number of stdout, and what is printed goes
    into it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks is shown with a question mark.
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


@contextmanager
def noticed_interrupts() -> Iterator[threading.Event]:
    """Whether Ctrl-C was pressed, also where a library made another error of it."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed
        return

    def listen(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, listen)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def say(line: str) -> None:
    """A line on stderr, if anybody can be told."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def flushed(code: int) -> int:
    """Exit code, once everything is written that was printed; a disk that is full is an error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = PIPE_CLOSED
    except (OSError, ValueError) as error:
        say(f"planner: the output cannot be written: {getattr(error, 'strerror', None) or error}")
        code = code or 1
    _silence()
    return code


def _silence() -> None:
    """Point streams that cannot be written to nowhere: Python flushes them again at its end."""
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, number)
                os.close(nowhere)


def bug_words(error: BaseException) -> str:
    """What is said of an error that nobody foresaw; in full where that is asked for."""
    if os.environ.get(DEBUG):
        say("".join(traceback.format_exception(error)))
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return (
        f"This is a bug in planner ({type(error).__name__}: {str(error)[:200]}{place}). "
        f"Your input files are as they were. Run it again with {DEBUG}=1 and report what it says, "
        "with the file that it happens with."
    )
