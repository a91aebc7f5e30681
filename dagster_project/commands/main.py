"""Where `eforvaltning` starts: Ctrl-C ends it in one line, whatever it is doing."""

import atexit
import gc
import multiprocessing
import os
import signal
import sys
import threading
from io import TextIOWrapper
from multiprocessing import resource_tracker


def main() -> None:
    """Run the command line; a character that the terminal does not have becomes a question mark."""
    _end_at_once_when_interrupted()
    # Importing makes many objects and little garbage; by default, looking for it takes a tenth of `check`.
    gc.set_threshold(200_000)
    # Python collects garbage once more at exit, and passes over what is frozen.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    # Importing the commands takes a moment, in which somebody may interrupt.
    from dagster_project.commands.app import app  # noqa: PLC0415

    app()


def _end_at_once_when_interrupted() -> None:
    """Let a thread wait for Ctrl-C and end the process, as a kill would: that loses nothing at any point.

    The signal is blocked everywhere else, also in the processes that are started from here, so that no
    library and no process that renders a page answers it with a traceback.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # Python's own tracker of shared resources would unblock the signal when it starts. It cleans up after a
    # process that ended; that it did is no news.
    resource_tracker._HAVE_SIGMASK = False  # type: ignore[attr-defined]
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
    threading.Thread(target=_wait_for_interrupt, daemon=True).start()


def _wait_for_interrupt() -> None:
    signal.sigwait({signal.SIGINT})
    for process in multiprocessing.active_children():
        process.kill()
    os.write(2, b"Interrupted. What is published is whole, and the next run does what is left.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
