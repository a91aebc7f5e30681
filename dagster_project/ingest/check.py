"""One wave: its folder -> read, interpreted and checked, nothing written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import pandas as pd

from dagster_project.files import sha256_of
from dagster_project.ingest.contract.file import CONTRACT_FILE, read_contract
from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.identities import add_identities, new_key, open_identities, repetitions
from dagster_project.ingest.interpret import Submissions, interpret
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.problems import InvalidInputError, Problem, describe, describe_first, did_you_mean
from dagster_project.ingest.read.export import FORMATS, read_export
from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.ingest.texts import closest
from dagster_project.ingest.untrusted import require_plain_file
from dagster_project.ingest.validation import (
    CheckOutcome,
    check_columns,
    check_identities,
    check_questions,
    check_submissions,
    joined,
)
from dagster_project.inputs import UNSEEN


@dataclass(frozen=True)
class CheckedWave:
    """A wave that could be read, and what its checks found.

    `export_sha256`: of the export as it was when reading began. `known_names`: spelling key of a municipality
    -> official codes. `n_source_rows`: filled rows of the export below the column names; None if it lacks
    columns, and was not read further. `rejected`: source row of each response that is set aside, as its
    wave.yml allows -> why; the checks that found them then do not block.
    """

    contract: WaveContract
    export: Path
    export_sha256: str
    known_names: dict[str, set[str]]
    outcomes: list[CheckOutcome] = field(default_factory=list)
    n_source_rows: int | None = None
    rejected: dict[int, str] = field(default_factory=dict)

    @property
    def blocking_problems(self) -> list[Problem]:
        """The problems for which the wave must not be loaded."""
        blocking = [outcome for outcome in self.outcomes if outcome.is_blocking]
        problems = _problems(self.export, blocking)
        allowed = self.contract.allowed_rejected_responses
        if problems and allowed and self.n_source_rows is not None:
            n_rejected = len({problem.row for problem in problems if problem.row is not None})
            expected = f"at most {allowed} rejected responses, as wave.yml allows"
            problems.append(Problem(self.export, expected, value=f"{n_rejected} rejected responses"))
        return problems


def check_wave(folder: Path, reference: Path) -> CheckedWave:
    """Read a wave's contract and export and check them; nothing is written.

    The export is read a part at a time, so that one of any size can be checked.

    Args:
        folder: the wave's folder, named by its year.
        reference: the folder of reference data.

    Returns:
        The wave with the outcome of every check that could run.

    Raises:
        InvalidInputError: contract, export or reference data cannot be read, or the contract leaves out an
            indicator or names one, or a role, that reference data does not know. Of an export of which a part
            can be read, what is wrong with that part is listed too.
    """
    contract = read_contract(folder)
    _require_known_terms(contract, folder / CONTRACT_FILE, reference)
    export = folder / contract.export.file
    require_plain_file(export)
    known_names = read_known_names(reference, contract.survey_year)
    wave = CheckedWave(contract, export, sha256_of(export), known_names)
    frames = read_export(export, contract)
    first = next(frames)
    columns = check_columns(first, contract, export)
    if columns.problems:
        return replace(wave, outcomes=[columns])
    damage: list[Problem] = []
    outcomes, n_source_rows = _check_parts(wave, chain([first], _readable(frames, damage)))
    if damage:
        raise InvalidInputError([*damage, *replace(wave, outcomes=outcomes).blocking_problems])
    rejected = _rejected_responses(outcomes)
    if len(rejected) > contract.allowed_rejected_responses:
        rejected = {}
    elif rejected:
        outcomes = [replace(each, is_blocking=each.is_blocking and not each.problems) for each in outcomes]
    outcomes = [_check_folder(export), columns, *outcomes]
    return replace(wave, outcomes=outcomes, n_source_rows=n_source_rows, rejected=rejected)


def _check_folder(export: Path) -> CheckOutcome:
    """Warn of exports that are not read: a corrected one may lie beside the one that wave.yml names."""
    others = sorted(
        path
        for path in export.parent.iterdir()
        if path.suffix.lower() in FORMATS and path.name != export.name and not path.name.startswith(UNSEEN)
    )
    expected = f"no export but {export.name}, which wave.yml names; this one is not read"
    return CheckOutcome(
        name="no_other_export",
        table="responses",
        description="The folder has no export but the one that wave.yml names.",
        is_blocking=False,
        n_checked=1 + len(others),
        n_failing=len(others),
        problems=[Problem(path, expected) for path in others],
    )


def _readable(frames: Iterator[pd.DataFrame], damage: list[Problem]) -> Iterator[pd.DataFrame]:
    """Yield the frames that can be read; add to `damage` why there are no more."""
    try:
        yield from frames
    except InvalidInputError as error:
        damage += error.problems


def _check_parts(wave: CheckedWave, frames: Iterable[pd.DataFrame]) -> tuple[list[CheckOutcome], int]:
    """Return the outcomes of the checks on all parts of an export, and how many rows these have."""
    outcomes: list[CheckOutcome] = []
    outcomes_together: list[CheckOutcome] = []
    n_answers = pd.Series(0, index=list(wave.contract.columns.answers))
    n_rows, key = 0, new_key()
    with open_identities() as identities:
        for frame in frames:
            submissions = interpret(frame, wave.contract, wave.known_names)
            found = check_submissions(submissions, wave.contract, wave.known_names, wave.export)
            outcomes = joined(outcomes, found)
            add_identities(identities, submissions.responses, key)
            is_answered = ~submissions.answers["is_unanswered"]
            n_answers += is_answered.groupby(submissions.answers["indicator_id"]).sum()
            n_rows += len(frame)
        for repeated in repetitions(identities):
            found = check_identities(repeated, wave.contract, wave.export)
            outcomes_together = joined(outcomes_together, found)
    if not n_answers.any():
        raise InvalidInputError([Problem(wave.export, "at least one answer, but every answer is empty")])
    outcomes += check_questions(n_answers, wave.contract, wave.export)
    return outcomes_together + outcomes, n_rows


def submissions_of(wave: CheckedWave) -> Iterator[Submissions]:
    """Read the export of a checked wave again and yield its submissions, a part at a time.

    Raises:
        InvalidInputError: it is no longer the export that was checked.
    """
    for frame in read_export(wave.export, wave.contract):
        yield interpret(frame, wave.contract, wave.known_names)
    if sha256_of(wave.export) != wave.export_sha256:
        raise InvalidInputError([Problem(wave.export, "a file that does not change while it is read")])


def _problems(export: Path, outcomes: list[CheckOutcome]) -> list[Problem]:
    """Return what checks found; of one that found too much to list, also how much more."""
    problems = []
    for outcome in outcomes:
        problems += outcome.problems
        n_more = outcome.n_failing - len(outcome.problems)
        if n_more:
            problems.append(Problem(export, f"no more, but {n_more:,} more places fail {outcome.name}"))
    return problems


def _rejected_responses(outcomes: list[CheckOutcome]) -> dict[int, str]:
    """Return source row -> why its response cannot be loaded, without what was found there.

    What respondents typed may name them, and the reasons are published. Empty where a check found more rows
    than it lists: that many are never set aside.
    """
    reasons: dict[int, list[str]] = {}
    blocking = [outcome for outcome in outcomes if outcome.is_blocking]
    if any(outcome.n_failing > len(outcome.problems) for outcome in blocking):
        return {}
    for outcome in blocking:
        for problem in outcome.problems:
            if problem.row is None:
                raise ValueError(f"check {outcome.name} must say which row it found")
            place = "" if problem.column is None else f"column '{problem.column}': "
            reasons.setdefault(problem.row, []).append(f"{place}expected {problem.expected}")
    return {row: "; ".join(texts) for row, texts in sorted(reasons.items())}


def explain_refusal(folder: Path, reference: Path) -> str | None:
    """Check a wave again and return why it is refused, with what was found; None if it is not."""
    try:
        return describe_first(check_wave(folder, reference).blocking_problems) or None
    except InvalidInputError as error:
        return describe_first(error.problems)


def describe_findings(wave: CheckedWave) -> str:
    """Return everything that the checks of a wave found, in words: errors, rejected responses, warnings."""
    warnings = _problems(wave.export, [outcome for outcome in wave.outcomes if not outcome.is_blocking])
    parts = []
    if wave.blocking_problems:
        parts.append(describe(wave.blocking_problems))
    if warnings:
        parts.append(f"warnings ({len(warnings)}):\n{describe(warnings)}")
    if wave.rejected:
        parts.append(f"{len(wave.rejected)} responses are rejected and set aside, as wave.yml allows")
    n_loaded = (wave.n_source_rows or 0) - len(wave.rejected)
    would = "would be refused" if wave.blocking_problems else f"would be loaded: {n_loaded} responses"
    return "\n".join([*parts, f"{wave.export} {would}"])


def _require_known_terms(contract: WaveContract, path: Path, reference: Path) -> None:
    """Compare the contract's indicators and roles with those of the reference data in its year."""
    tables, year = read_all_reference(reference), contract.survey_year
    indicators = list(valid_in(tables["indicators"], year)["indicator_id"])
    roles = list(valid_in(tables["roles"], year)["role_id"])
    answers = contract.columns.answers
    problems = [
        *(
            Problem(path, f"the header of this indicator, asked in {year}", key=f"columns.answers.{name}")
            for name in indicators
            if name not in answers
        ),
        *(
            Problem(path, f"an indicator of indicators.csv, asked in {year}", key=f"columns.answers.{name}")
            for name in answers
            if name not in indicators
        ),
        *(
            Problem(
                path,
                f"a role that roles.csv has in {year}: {', '.join(roles)}",
                key=f"roles.{name}",
                suggestion=did_you_mean(closest(name, roles)),
            )
            for name in contract.roles
            if name not in roles
        ),
    ]
    if problems:
        raise InvalidInputError(problems)
