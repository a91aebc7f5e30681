"""One wave: its folder -> read, interpreted and checked, nothing written."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from dagster_project.ingest.contract.file import CONTRACT_FILE, read_contract
from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.interpret import Submissions, interpret
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.problems import InvalidInputError, Problem, describe, did_you_mean
from dagster_project.ingest.read.export import read_export
from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from dagster_project.ingest.texts import closest
from dagster_project.ingest.validation import CheckOutcome, check_columns, check_submissions


@dataclass(frozen=True)
class CheckedWave:
    """A wave that could be read, what its checks found, and its submissions (None if columns lack).

    `rejected`: source row of each response that is set aside, as its wave.yml allows -> why. The checks
    that found them do not block then. `n_source_rows`: filled rows of the export below the column names.
    """

    contract: WaveContract
    export: Path
    outcomes: list[CheckOutcome]
    submissions: Submissions | None
    n_source_rows: int = 0
    rejected: dict[int, str] = field(default_factory=dict)

    @property
    def blocking_problems(self) -> list[Problem]:
        """The problems for which the wave must not be loaded."""
        blocking = [outcome for outcome in self.outcomes if outcome.is_blocking]
        problems = [problem for outcome in blocking for problem in outcome.problems]
        allowed = self.contract.allowed_rejected_responses
        n_rejected = len({problem.row for problem in problems})
        if problems and allowed and self.submissions is not None:
            expected = f"at most {allowed} rejected responses, as wave.yml allows"
            problems.append(Problem(self.export, expected, value=f"{n_rejected} rejected responses"))
        return problems


def check_wave(folder: Path, reference: Path) -> CheckedWave:
    """Read a wave's contract and export and check them; nothing is written.

    Args:
        folder: the wave's folder, named by its year.
        reference: the folder of reference data.

    Returns:
        The wave with the outcome of every check that could run.

    Raises:
        InvalidInputError: contract, export or reference data cannot be read at all, or the contract
            leaves out an indicator or names one, or a role, that reference data does not know.
    """
    contract = read_contract(folder)
    _require_known_terms(contract, folder / CONTRACT_FILE, reference)
    export = folder / contract.export.file
    frame = read_export(export, contract)
    columns = check_columns(frame, contract, export)
    if columns.problems:
        return CheckedWave(contract, export, [columns], None)
    known_names = read_known_names(reference)
    submissions = interpret(frame, contract, known_names)
    outcomes = check_submissions(submissions, contract, known_names, export)
    rejected = _rejected_responses(outcomes)
    if len(rejected) > contract.allowed_rejected_responses:
        rejected = {}
    elif rejected:
        outcomes = [
            replace(found, is_blocking=found.is_blocking and not found.problems) for found in outcomes
        ]
    return CheckedWave(contract, export, [columns, *outcomes], submissions, len(frame), rejected)


def _rejected_responses(outcomes: list[CheckOutcome]) -> dict[int, str]:
    """Return source row -> why its response cannot be loaded, without what was found there.

    What respondents typed may name them, and the reasons are published.
    """
    reasons: dict[int, list[str]] = {}
    for outcome in outcomes:
        for problem in outcome.problems if outcome.is_blocking else []:
            if problem.row is None:
                raise ValueError(f"check {outcome.name} must say which row it found")
            place = "" if problem.column is None else f"column '{problem.column}': "
            reasons.setdefault(problem.row, []).append(f"{place}expected {problem.expected}")
    return {row: "; ".join(texts) for row, texts in sorted(reasons.items())}


def explain_refusal(folder: Path, reference: Path) -> str | None:
    """Check a wave again and return why it is refused, with what was found; None if it is not."""
    try:
        return describe(check_wave(folder, reference).blocking_problems) or None
    except InvalidInputError as error:
        return str(error)


def describe_findings(wave: CheckedWave) -> str:
    """Return everything that the checks of a wave found, in words: errors, rejected responses, warnings."""
    warnings = [p for outcome in wave.outcomes if not outcome.is_blocking for p in outcome.problems]
    parts = []
    if wave.blocking_problems:
        parts.append(describe(wave.blocking_problems))
    if warnings:
        parts.append(f"warnings ({len(warnings)}):\n{describe(warnings)}")
    if wave.rejected:
        parts.append(f"{len(wave.rejected)} responses are rejected and set aside, as wave.yml allows")
    n_loaded = wave.n_source_rows - len(wave.rejected)
    would = "would be refused" if wave.blocking_problems else f"would be loaded: {n_loaded} responses"
    return "\n".join([*parts, f"{wave.export} {would}"])


def _require_known_terms(contract: WaveContract, path: Path, reference: Path) -> None:
    """Hold the contract's indicators and roles against those that reference data have in its year."""
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
