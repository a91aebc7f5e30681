"""Input errors, with messages that say how to fix them."""

from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.ingest.texts import shown_text
from dagster_project.refusals import RefusedError

# More than this many lines help nobody; the rest is counted.
LINES_SHOWN = 50
# An export in which every row is wrong need not have millions of them listed.
PROBLEMS_LIMIT = 10_000
# Stands for a text that must be neither shown nor stored.
NOT_REPEATED = "(not repeated)"


@dataclass(frozen=True)
class Problem:
    """One bad place: where it is, what stands there, what was expected and what may have been meant.

    `row` counts as a spreadsheet does, the header's row included; `key` is one of wave.yml. `value`
    is None where nothing stands there or where it must not be repeated (addresses, response ids).
    `is_typed`: the value was found to be a number or a time, so it holds nothing that a respondent wrote of
    themselves.
    """

    file: Path
    expected: str
    row: int | None = None
    column: str | None = None
    key: str | None = None
    value: str | None = None
    suggestion: str | None = None
    is_typed: bool = False

    def without_free_text(self) -> "Problem":
        """Return the problem as it is stored: without what stands in an export's cell, unless it is typed."""
        return self if self.row is None or self.is_typed else replace(self, value=None, suggestion=None)

    def __str__(self) -> str:
        place = [str(self.file)]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column '{shown_text(self.column)}'")
        if self.key is not None:
            place.append(f"key '{shown_text(self.key)}'")
        found = "" if self.value is None else f"found '{shown_text(self.value)}', "
        meant = "" if self.suggestion is None else f" ({shown_text(self.suggestion)})"
        return f"{', '.join(place)}: {found}expected {self.expected}{meant}"


class InvalidInputError(RefusedError):
    """An input that cannot be loaded; its message lists every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        """Take the problems found, at least one."""
        self.problems = problems
        super().__init__(describe(problems))

    def without_free_text(self) -> str:
        """Return the message as it is stored, see `Problem.without_free_text`."""
        return describe_without_free_text(self.problems)


def describe_without_free_text(problems: list[Problem]) -> str:
    """Return the problems as `describe` does, as they are stored: see `Problem.without_free_text`."""
    return describe([problem.without_free_text() for problem in problems])


def describe(problems: list[Problem]) -> str:
    """Return the problems as text, one a line, sorted by place; the first fifty, then their number."""
    ordered = sorted(problems, key=lambda found: (str(found.file), found.row or 0, found.column or ""))
    lines = [str(problem) for problem in ordered[:LINES_SHOWN]]
    if len(ordered) > LINES_SHOWN:
        lines.append(f"... and {len(ordered) - LINES_SHOWN} more")
    return "\n".join(lines)


def did_you_mean(close: str | None) -> str | None:
    """Return a suggestion in words for what is closest to a text that was not known, None for none."""
    return None if close is None else f"did you mean '{close}'?"
