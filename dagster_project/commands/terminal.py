"""How the command line writes: tables, and refusals."""

import sys
from typing import NoReturn

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

# A pipe or a scheduler's log has no width; a table cut to 80 characters would lose its figures.
WIDTH_WITHOUT_TERMINAL = 160


def print_table(frame: pd.DataFrame, title: str, note: str | None = None) -> None:
    """Print a frame as a table, texts to the left and numbers to the right, with a note below it."""
    table = Table(title=title, caption=note, title_justify="left")
    for column in frame.columns:
        table.add_column(
            str(column), justify="right" if pd.api.types.is_numeric_dtype(frame[column]) else "left"
        )
    for row in frame.itertuples(index=False):
        table.add_row(*["" if pd.isna(cell) else str(cell) for cell in row])
    Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL).print(table)


def refuse(message: str) -> NoReturn:
    """End the command with exit code 1 and a message on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
