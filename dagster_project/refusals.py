"""Errors that the user can fix: the message says what is wrong, where, and what to do about it."""


class RefusedError(Exception):
    """The base of these errors; the command line prints the message without a traceback."""

    exit_code = 1
