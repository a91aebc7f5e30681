"""What the user can put right: errors whose message says what is wrong, where, and what to do about it."""


class RefusedError(Exception):
    """The base of every error that is no defect; the command line prints its message without a traceback."""

    exit_code = 1
