"""A first wave.yml for a new export: what can be recognised, and gaps for its reader to fill in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dagster_project.ingest.contract.file import CONTRACT_FILE, read_contract
from dagster_project.ingest.contract.model import NO_COLUMN, UNANSWERED, Columns, WaveContract
from dagster_project.ingest.drafting.cells import match_cells
from dagster_project.ingest.drafting.commented_yaml import Line, to_yaml
from dagster_project.ingest.drafting.file_format import FoundExport, find_format
from dagster_project.ingest.drafting.matches import (
    Known,
    Match,
    gather_known,
    match_headers,
    reworded_questions,
    role_of,
)
from dagster_project.ingest.interpret import parse_answer, parse_time
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.scale import scale_value
from dagster_project.ingest.suggestions import best_time_format
from dagster_project.ingest.texts import shown_text, spelling_key
from dagster_project.survey import TIME_ZONE, survey

NAMED_COLUMNS = tuple(name for name in Columns.model_fields if name != "answers")
CHECK = "check"


@dataclass(frozen=True)
class DraftedWave:
    """A drafted contract.

    `text`: of wave.yml; where it has gaps, it cannot be read before they are filled in. `matched`:
    "<key>: <header> (<why>)" for every column. `unmatched`: "<key>: <what belongs there>" for every gap,
    then the columns of the export that nothing was matched to, and the contracts that could not be read.
    `reworded`: "<indicator>: <both wordings>" for every question whose words are only similar to known ones.
    """

    text: str
    matched: list[str]
    unmatched: list[str]
    reworded: list[str]


def draft_wave(export: Path, survey_year: int, raw: Path) -> DraftedWave:
    """Draft the contract of a new export.

    Args:
        export: the file, in any folder; the draft names it as if it lay beside wave.yml.
        survey_year: the wave's year.
        raw: the folder of waves and of `reference/`; contracts of other years are learned from.

    Returns:
        The draft, without any respondent's address or response id.

    Raises:
        InvalidInputError: the export or reference data cannot be read.
    """
    found = find_format(export)
    earlier, unreadable = _earlier_contracts(raw, survey_year)
    known = gather_known(raw / "reference", survey_year, earlier)
    by_header = match_headers(found.wordings, known)
    matches, kinds = match_cells(found.frame, found.wordings, by_header, known)
    lines = _lines(found, survey_year, matches, kinds, known)
    return DraftedWave(
        f"# Drafted from {export.name}: fill in what says TODO, check the rest.\n" + to_yaml(lines),
        [
            f"{name}: {matches[name].header} ({matches[name].reason})"
            for name in (*NAMED_COLUMNS, *known.questions)
            if name in matches
        ],
        [
            *(f"{'.'.join(line.keys)}: {line.comment}" for line in lines if line.value is None),
            *(f"column '{header}' of the export: matched to nothing" for header in kinds),
            *unreadable,
        ],
        [
            f"{name}: the export asks '{shown_text(wording)}', indicators.csv has '{known.texts[name]}'"
            for name, wording in reworded_questions(found.wordings, matches, known).items()
        ],
    )


def _earlier_contracts(raw: Path, survey_year: int) -> tuple[list[WaveContract], list[str]]:
    """Return the contracts of other years, in order, and a remark on each that cannot be read."""
    contracts, unreadable = [], []
    for path in sorted(raw.glob(f"[0-9][0-9][0-9][0-9]/{CONTRACT_FILE}")):
        if path.parent.name == str(survey_year):
            continue
        try:
            contracts.append(read_contract(path.parent))
        except InvalidInputError:
            unreadable.append(f"{path}: not learned from, since it has errors")
    return contracts, unreadable


def _lines(
    found: FoundExport,
    survey_year: int,
    matches: dict[str, Match],
    kinds: dict[str, str | None],
    known: Known,
) -> list[Line]:
    times = _texts(found.frame, matches, ["submitted_at"])
    time_format, n_read = best_time_format(times)
    answers = _texts(found.frame, matches, list(known.questions))
    return [
        Line(("survey_year",), survey_year),
        Line(("title_sv",), f"{survey().said_in('sv', survey().short_name)} {survey_year}"),
        Line(("title_en",), f"{survey().said_in('en', survey().short_name)} {survey_year}"),
        Line(("is_synthetic",), False),
        *(Line(("export", key), value) for key, value in found.export.model_dump(exclude_none=True).items()),
        *_time_format(time_format, are_read=n_read > 0 or not times),
        *_fielding(times, time_format),
        *(_column(("columns", name), matches.get(name), name, kinds) for name in NAMED_COLUMNS),
        *(_column(("columns", "answers", name), matches.get(name), name, kinds) for name in known.questions),
        *_roles(_texts(found.frame, matches, ["role"]), known),
        *_answer_labels(answers, found.export.decimal_mark),
    ]


def _texts(frame: pd.DataFrame, matches: dict[str, Match], names: list[str]) -> list[str]:
    """Return the distinct texts in the columns of these names, in one line each, once per spelling.

    Addresses, which a column may hold by mistake, are left out: the draft is committed.
    """
    headers = [matches[name].header for name in names if name in matches]
    texts = (" ".join(text.split()) for header in headers for text in frame[header].dropna())
    return list({spelling_key(text): text for text in texts if text and "@" not in text}.values())


def _time_format(time_format: str | None, *, are_read: bool) -> Iterator[Line]:
    """Yield the format of times, nothing for ISO 8601."""
    if not are_read:
        yield Line(("export", "timestamp_format"), None, "how it writes times, such as %d.%m.%Y %H:%M")
    elif time_format:
        yield Line(("export", "timestamp_format"), time_format)


def _fielding(times: list[str], time_format: str | None) -> Iterator[Line]:
    days = sorted(
        time.astimezone(TIME_ZONE).date() for text in times if (time := parse_time(text, time_format))
    )
    for key, place, which, margin in (("opens", 0, "first", -1), ("closes", -1, "last", 1)):
        if days:
            day = days[place] + dt.timedelta(days=margin)
            beside = "before" if margin < 0 else "after"
            yield Line(("fielding", key), day, f"the day {beside} the {which} submission: {CHECK}")
        else:
            yield Line(("fielding", key), None, f"the {which} day on which the survey could be answered")


def _column(keys: tuple[str, ...], match: Match | None, name: str, kinds: dict[str, str | None]) -> Line:
    if match is not None:
        return Line(keys, match.header, "" if match.is_certain else f"{match.reason}: {CHECK}")
    alike = [f"'{header}'" for header, kind in kinds.items() if kind == name]
    no_column = f", or {NO_COLUMN} if the export has no addresses" if name == "respondent_email" else ""
    choice = f", one of {', '.join(alike)}" if alike else no_column
    return Line(keys, None, f"the header of its column{choice}")


def _roles(texts: list[str], known: Known) -> Iterator[Line]:
    if not texts:
        yield Line(("roles",), None, "each role id of roles.csv with a list of how the export spells it")
        return
    spelled = {spelling_key(text) for text in texts if role_of(text, known)}
    for role_id, earlier in known.role_texts.items():
        now = [text for text in texts if role_of(text, known) == role_id]
        also = {spelling_key(text): text for text in earlier if known.roles[spelling_key(text)] == role_id}
        yield Line(("roles", role_id), [*now, *(text for key, text in also.items() if key not in spelled)])
    for text in texts:
        if role_of(text, known) is None:
            yield Line(("roles", "unmatched", text), None, "move this spelling to its role")


def _answer_labels(texts: list[str], decimal_mark: str) -> Iterator[Line]:
    labels = {text: scale_value(text) for text in texts if parse_answer(text, decimal_mark, {}) is None}
    if not labels:
        yield Line(("answer_labels",), {})
    scale = survey().scale
    steps = f"its value, {scale.lowest} to {scale.highest}, or {UNANSWERED}"
    for text, value in sorted(labels.items(), key=lambda label: (label[1] or 0, label[0])):
        yield Line(("answer_labels", text), value, "" if value else steps)
