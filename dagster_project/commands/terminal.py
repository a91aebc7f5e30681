"""How the command line writes: tables, and errors as messages."""

import errno
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

from dagster_project.refusals import RefusedError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

# A pipe or a scheduler's log has no width; a table cut to 80 characters would lose its figures.
WIDTH_WITHOUT_TERMINAL = 160
# A mart of thirty columns is rather wider than its terminal than cut to nothing.
LEAST_WIDTH_OF_A_COLUMN = 8

OTHER_FOLDER = "name another folder by EFORVALTNING_DATA, EFORVALTNING_RAW or the command's --folder"
WHAT_TO_DO = {
    errno.ENOSPC: "free some space and run the command again",
    errno.EACCES: f"give this user the right to it, or {OTHER_FOLDER}",
    errno.EPERM: f"give this user the right to it, or {OTHER_FOLDER}",
    errno.EROFS: OTHER_FOLDER,
}
CHECK_THE_FOLDERS = "check the path, and where EFORVALTNING_RAW and EFORVALTNING_DATA point"


def print_tables(
    tables: "dict[str, pd.DataFrame]", note: str | None = None, whole: Collection[str] = ()
) -> None:
    """Print frames as tables, texts to the left and numbers to the right, with a note below the last.

    Args:
        tables: title -> its rows.
        note: what must stand beside the figures.
        whole: the columns that are never cut, however narrow the terminal: somebody copies from them.
    """
    import pandas as pd  # noqa: PLC0415 (slow to import)
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 (slow to import)
    from rich.table import Table  # noqa: PLC0415 (slow to import)

    for title, frame in tables.items():
        console = _console(LEAST_WIDTH_OF_A_COLUMN * len(frame.columns))
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        for column in frame.columns:
            is_number = pd.api.types.is_numeric_dtype(frame[column])
            table.add_column(str(column), justify="right" if is_number else "left", no_wrap=column in whole)
        for row in frame.itertuples(index=False):
            table.add_row(*["" if pd.isna(cell) else str(cell) for cell in row])
        console.print(title)
        console.print(table)
    if note:
        _console().print(note)


def _console(least_width: int = 0) -> "Console":
    """Return a console that is as wide as the terminal, or wider."""
    from rich.console import Console  # noqa: PLC0415 (slow to import)

    width = Console().width if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    # Brackets and colons in a question or a name are text.
    return Console(width=max(width, least_width), highlight=False, markup=False, emoji=False)


def explain(error: Exception) -> str | None:
    """Return what an error says to the user of a terminal, None if it is a defect of the program."""
    if isinstance(error, RefusedError):
        return str(error)
    # A pipe that its reader has closed is no error; the library ends the command quietly.
    if isinstance(error, OSError) and error.strerror and error.errno != errno.EPIPE:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}; {WHAT_TO_DO.get(error.errno or 0, CHECK_THE_FOLDERS)}"
    return None
