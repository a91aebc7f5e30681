"""A page that takes long, for processes that import nothing else of the tests."""

import time


def slow_page() -> bytes:
    """Say that it is being made, and take long."""
    print("rendering ...", flush=True)
    time.sleep(10)
    return b""
