"""The gate: what an export must be like before anything of it is written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
import great_expectations.expectations.core as gxe
import pandas as pd
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations.expectation import Expectation

from dagster_project.ingest.contract.model import HIGHEST_ANSWER, LOWEST_ANSWER, WaveContract
from dagster_project.ingest.municipalities import resolve_municipality
from dagster_project.ingest.problems import Problem, did_you_mean
from dagster_project.ingest.respondents import ADDRESS_PATTERN, normalise_address
from dagster_project.ingest.submissions import Submissions
from dagster_project.ingest.suggestions import Suggest, suggestions
from dagster_project.ingest.texts import closest, header_key, spelling_key, why_unreadable

# The columns of a response whose texts are kept; addresses are not.
TEXT_COLUMNS = {
    "response_id": "response_id",
    "submitted_at_text": "submitted_at",
    "municipality_text": "municipality",
    "role_text": "role",
}


@dataclass(frozen=True)
class Check:
    """One expectation on one frame of an export, and how its failures are told.

    `column`: the contract's name of the column at fault, None where each row says its own or it is the
    row as a whole. `text`: the frame's column whose text is shown, None where nothing must be.
    """

    name: str
    expectation: Expectation
    expected: str
    column: str | None
    text: str | None
    is_blocking: bool = True


@dataclass(frozen=True)
class CheckOutcome:
    """What a check found: how many rows it looked at, and a problem for each that failed."""

    name: str
    is_blocking: bool
    n_checked: int
    problems: list[Problem]


def check_columns(frame: pd.DataFrame, contract: WaveContract, path: Path) -> CheckOutcome:
    """Check that the export has every column that its contract names.

    Args:
        frame: the export as read, its own headers as columns.
        contract: the contract of its wave.
        path: the export, for the messages.

    Returns:
        The outcome; a problem for every header that is missing.
    """
    headers = [header_key(header) for header in contract.columns.headers.values()]
    expectation = gxe.ExpectTableColumnsToMatchSet(column_set=headers, exact_match=False)
    [result] = _validate(frame, [expectation])
    missing = [] if result.success else result.result["details"]["mismatched"]["missing"]
    unused = [header for header in frame.columns if header not in headers and "@" not in header]
    problems = [
        Problem(
            path,
            f"a column '{header}'",
            row=contract.export.header_row,
            suggestion=did_you_mean(closest(header, unused)),
        )
        for header in headers
        if header in missing
    ]
    return CheckOutcome("expected_columns", True, len(headers), problems)


def check_submissions(
    submissions: Submissions, contract: WaveContract, known_names: dict[str, set[str]], path: Path
) -> list[CheckOutcome]:
    """Check an export's submissions and answers.

    Args:
        submissions: the export in the warehouse's names.
        contract: the contract of its wave.
        known_names: spelling key of a municipality -> official codes.
        path: the export, for the messages.

    Returns:
        One outcome per check, each with every failing row.
    """
    frames = {
        "responses": _responses_to_check(submissions.responses, known_names),
        "texts": _texts_to_check(submissions.responses),
        "answers": submissions.answers[~submissions.answers["is_unanswered"]].reset_index(drop=True),
    }
    suggest = suggestions(contract, known_names)
    outcomes = []
    for table, checks in _checks(contract).items():
        results = _validate(frames[table], [check.expectation for check in checks])
        for check, result in zip(checks, results, strict=True):
            failing = _failing_rows(check, result, frames[table])
            problems = [_problem(check, row, contract, path, suggest.get(check.name)) for row in failing]
            outcomes.append(CheckOutcome(check.name, check.is_blocking, len(frames[table]), problems))
    return outcomes


def _checks(contract: WaveContract) -> dict[str, list[Check]]:
    """Return table -> the checks of its rows, in the order they are told."""
    return {
        "responses": [*_identity_checks(contract), *_respondent_checks(contract)],
        "texts": [
            Check("text_is_readable", gxe.ExpectColumnValuesToBeInSet(column="is_readable", value_set=[True]),
                  "a text as it was typed", None, "text"),
        ],
        "answers": _answer_checks(contract),
    }  # fmt: skip


def _identity_checks(contract: WaveContract) -> list[Check]:
    opens, closes = contract.fielding.opens, contract.fielding.closes
    window = gxe.ExpectColumnValuesToBeBetween(
        column="submitted_at",
        min_value=pd.Timestamp(opens),
        max_value=pd.Timestamp(closes) + pd.Timedelta(days=1),
        strict_max=True,
    )
    written_as = contract.export.timestamp_format or "ISO 8601"
    return [
        Check("response_id_present", gxe.ExpectColumnValuesToNotBeNull(column="response_id"),
              "a response id", "response_id", None),
        Check("response_id_unique", gxe.ExpectColumnValuesToBeUnique(column="response_id_trimmed"),
              "a response id that no other row has", "response_id", None),
        Check("submitted_at_is_a_time", gxe.ExpectColumnValuesToNotBeNull(column="submitted_at"),
              f"a time written as {written_as}", "submitted_at", "submitted_at_text"),
        Check("submitted_in_fielding_window", window,
              f"a time from {opens} to {closes}", "submitted_at", "submitted_at_text"),
    ]  # fmt: skip


def _respondent_checks(contract: WaveContract) -> list[Check]:
    spellings = contract.role_spellings()
    role_known = gxe.ExpectColumnValuesToBeInSet(
        column="role_key", value_set=sorted(spelling_key(text) for text in spellings)
    )
    return [
        Check("role_known", role_known,
              f"one of the roles in wave.yml: {', '.join(spellings)}", "role", "role_text"),
        Check("respondent_address_well_formed",
              gxe.ExpectColumnValuesToMatchRegex(column="respondent_email", regex=ADDRESS_PATTERN),
              "an e-mail address (what was found is not repeated)", "respondent_email", None),
        Check("respondent_answers_for_one_municipality",
              gxe.ExpectColumnValuesToBeBetween(column="n_municipalities_of_respondent", max_value=1),
              "one municipality per respondent, but this address answers for several",
              "municipality", "municipality_text"),
        Check("municipality_resolvable",
              gxe.ExpectColumnValuesToNotBeNull(column="municipality_or_empty"),
              "the code or name of one municipality (it counts nationally, as an unknown municipality)",
              "municipality", "municipality_text", is_blocking=False),
        Check("something_answered", gxe.ExpectColumnValuesToBeBetween(column="n_answers", min_value=1),
              "at least one answer (the submission is kept and does not count)",
              None, None, is_blocking=False),
    ]  # fmt: skip


def _answer_checks(contract: WaveContract) -> list[Check]:
    in_range = gxe.ExpectColumnValuesToBeBetween(
        column="answer_value", min_value=LOWEST_ANSWER, max_value=HIGHEST_ANSWER
    )
    mark = contract.export.decimal_mark
    return [
        Check("answer_is_a_number", gxe.ExpectColumnValuesToNotBeNull(column="answer_value"),
              f"a number with '{mark}' as decimal mark, or a label of wave.yml", None, "answer_text"),
        Check("answer_in_range", in_range,
              f"a number from {LOWEST_ANSWER} to {HIGHEST_ANSWER}", None, "answer_text"),
    ]  # fmt: skip


def _responses_to_check(responses: pd.DataFrame, known_names: dict[str, set[str]]) -> pd.DataFrame:
    """Add what the checks look at: role, municipality, and how many of them a respondent answers for."""
    checked = responses.copy()
    answered = checked["n_answers"] > 0
    codes = [resolve_municipality(text, known_names) for text in checked["municipality_text"]]
    checked["role_key"] = [spelling_key(text or "") for text in checked["role_text"]]
    checked["role_key"] = checked["role_key"].where(answered | checked["role_text"].notna(), None)
    checked["response_id_trimmed"] = checked["response_id"].str.strip()
    checked["municipality_code"] = pd.Series(codes, dtype="object")
    checked["municipality_or_empty"] = checked["municipality_code"].where(answered, "")
    respondents = checked["respondent_email"].map(normalise_address, na_action="ignore")
    # Two texts that resolve to nothing are two municipalities unless they are the same text.
    spellings = checked["municipality_text"].map(spelling_key, na_action="ignore")
    places = checked["municipality_code"].fillna(spellings)
    checked["n_municipalities_of_respondent"] = places.groupby(respondents).transform("nunique").fillna(0)
    return checked


def _texts_to_check(responses: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each text of a response: source_row, column_name, text, is_readable."""
    texts = responses.rename(columns=TEXT_COLUMNS | {"submitted_at": "time"}).melt(
        id_vars="source_row",
        value_vars=list(TEXT_COLUMNS.values()),
        var_name="column_name",
        value_name="text",
    )
    texts = texts.dropna(subset="text").reset_index(drop=True)
    texts["is_readable"] = [why_unreadable(text) is None for text in texts["text"]]
    return texts


def _validate(frame: pd.DataFrame, expectations: list[Expectation]) -> list[Any]:
    """Return Great Expectations' results in the order given, each with all failing row positions."""
    # Without this setting, every context makes a folder for its HTML pages and leaves it behind.
    in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(
        store_backend_defaults=in_memory, progress_bars=ProgressBarsConfig(globally=False)
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("export").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    return [batch.validate(expectation, result_format="COMPLETE") for expectation in expectations]


def _failing_rows(check: Check, result: Any, frame: pd.DataFrame) -> list[dict[str, Any]]:
    if result.exception_info.get("raised_exception"):
        raise RuntimeError(f"check {check.name} could not run: {result.exception_info['exception_message']}")
    positions = [] if result.success else result.result["unexpected_index_list"]
    return [
        {str(key): value for key, value in row.items()} for row in frame.loc[positions].to_dict("records")
    ]


def _problem(
    check: Check, row: dict[str, Any], contract: WaveContract, path: Path, suggest: Suggest | None
) -> Problem:
    name = check.column or row.get("column_name") or row.get("indicator_id")
    text = None if check.text is None else row[check.text]
    # A contract that confuses the columns must not bring addresses into messages.
    is_secret = text is not None and ("@" in text or name == "response_id")
    return Problem(
        path,
        check.expected,
        row=row["source_row"],
        column=None if name is None else contract.columns.headers[name],
        value=None if text is None else "(not repeated)" if is_secret else text,
        suggestion=suggest(text) if suggest and text is not None and not is_secret else None,
    )
