"""An export validated by its suites of expectations; every failing row becomes a problem."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.expectations_library import (
    BatchDefinition,
    DataContextConfig,
    Expectation,
    FailureSeverity,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
    gx,
)
from dagster_project.ingest.interpret import Submissions
from dagster_project.ingest.problems import (
    LINES_SHOWN,
    NOT_REPEATED,
    PROBLEMS_LIMIT,
    Problem,
    did_you_mean,
)
from dagster_project.ingest.suggestions import Suggest, suggestions
from dagster_project.ingest.suite import (
    TEXT_COLUMNS,
    answers_suite,
    columns_suite,
    identities_suite,
    questions_suite,
    reporting,
    responses_suite,
)
from dagster_project.ingest.texts import closest, header_key

# A longer answer is left out of stored messages.
LONGEST_ANSWER = 5


@dataclass(frozen=True)
class CheckOutcome:
    """What one expectation found: how many rows it looked at, how many failed, and a problem for each.

    `table`: whose rows it is about, responses or answers. `problems`: the first `PROBLEMS_LIMIT`.
    """

    name: str
    table: str
    description: str
    is_blocking: bool
    n_checked: int
    n_failing: int
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
    [(expectation, result)] = _validate(frame, columns_suite(contract), [])
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
    return _outcome(expectation, "responses", len(headers), len(problems), problems)


def check_submissions(
    submissions: Submissions, contract: WaveContract, known_names: dict[str, set[str]], path: Path
) -> list[CheckOutcome]:
    """Check the responses and answers of an export, or of a part of it, each by itself.

    Args:
        submissions: the export or its part, interpreted.
        contract: the contract of its wave.
        known_names: spelling key of a municipality -> official codes.
        path: the export, for the messages.

    Returns:
        One outcome per expectation, each with its first `PROBLEMS_LIMIT` failing rows.
    """
    suggest = suggestions(contract, known_names)
    responses = _validate(submissions.responses, responses_suite(contract), [*TEXT_COLUMNS])
    answers = _validate(submissions.answers, answers_suite(contract), ["indicator_id", "answer_text"])
    return [
        _outcome_of(expectation, table, result, _problems(expectation, result, contract, path, suggest))
        for table, results in (("responses", responses), ("answers", answers))
        for expectation, result in results
    ]


def check_identities(repetitions: pd.DataFrame, contract: WaveContract, path: Path) -> list[CheckOutcome]:
    """Check what an export's responses have in common.

    Args:
        repetitions: as `identities.repetitions` yields them.
        contract: the contract of the wave.
        path: the export, for the messages.

    Returns:
        One outcome per expectation, each with its first `PROBLEMS_LIMIT` failing rows.
    """
    results = _validate(repetitions, identities_suite(contract), ["municipality_text"])
    return [
        _outcome_of(expectation, "responses", result, _problems(expectation, result, contract, path, {}))
        for expectation, result in results
    ]


def check_questions(n_answers: "pd.Series[int]", contract: WaveContract, path: Path) -> list[CheckOutcome]:
    """Check that somebody answered each question.

    Args:
        n_answers: indicator -> number of answers in the whole export.
        contract: the contract of the wave.
        path: the export, for the messages.

    Returns:
        One outcome, with every question that nobody answered, reported at the header's row.
    """
    questions = pd.DataFrame(
        {
            "indicator_id": n_answers.index,
            "n_answers": n_answers.to_numpy(),
            "source_row": contract.export.header_row,
        }
    )
    return [
        _outcome_of(expectation, "answers", result, _problems(expectation, result, contract, path, {}))
        for expectation, result in _validate(questions, questions_suite(), ["indicator_id"])
    ]


def joined(before: list[CheckOutcome], more: list[CheckOutcome]) -> list[CheckOutcome]:
    """Return the outcomes of the same checks on two parts of an export as those on both."""
    if not before:
        return more
    return [
        replace(
            one,
            n_checked=one.n_checked + other.n_checked,
            n_failing=one.n_failing + other.n_failing,
            problems=[*one.problems, *other.problems][:PROBLEMS_LIMIT],
        )
        for one, other in zip(before, more, strict=True)
    ]


@cache
def _batches() -> BatchDefinition[Any]:
    """Return what makes a batch of a frame, in one context for the process."""
    # Without this setting, every context makes a folder for its HTML pages and leaves it behind.
    in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(
        store_backend_defaults=in_memory, progress_bars=ProgressBarsConfig(globally=False)
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("export").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("all")


def _validate(
    frame: pd.DataFrame, suite: gx.ExpectationSuite, columns_of_failing_rows: list[str]
) -> list[tuple[Expectation, Any]]:
    """Return each expectation, in the suite's order, and its result, with these columns of failing rows."""
    batch = _batches().get_batch({"dataframe": frame})
    results = _results(batch, suite, {"result_format": "BASIC"})
    # Failing rows are looked up only for what fails: for all it would cost as much again.
    failing = [each for each in suite.expectations if not results[reporting(each)["name"]].success]
    if failing:
        results |= _results(
            batch,
            gx.ExpectationSuite("failing", expectations=failing),
            {
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["source_row", *columns_of_failing_rows],
            },
        )
    return [(expectation, results[reporting(expectation)["name"]]) for expectation in suite.expectations]


def _results(batch: Any, suite: gx.ExpectationSuite, result_format: dict[str, Any]) -> dict[str, Any]:
    """Return name -> result of each expectation."""
    validated: list[Any] = batch.validate(suite, result_format=result_format).results
    results = {result.expectation_config.meta["name"]: result for result in validated}
    for name, result in results.items():
        if not result.result:
            raise RuntimeError(f"expectation {name} could not be validated: {result.exception_info}")
    return results


def _outcome_of(expectation: Expectation, table: str, result: Any, problems: list[Problem]) -> CheckOutcome:
    found = result.result
    return _outcome(expectation, table, found["element_count"], found["unexpected_count"], problems)


def _outcome(
    expectation: Expectation, table: str, n_checked: int, n_failing: int, problems: list[Problem]
) -> CheckOutcome:
    return CheckOutcome(
        reporting(expectation)["name"],
        table,
        str(expectation.description),
        expectation.severity == FailureSeverity.CRITICAL,
        n_checked,
        n_failing,
        problems,
    )


def _problems(
    expectation: Expectation,
    result: Any,
    contract: WaveContract,
    path: Path,
    suggest: dict[str, Suggest],
) -> list[Problem]:
    """Return a problem for each row that an expectation failed on, as its `meta` says (see suite.py).

    The first `PROBLEMS_LIMIT` by row; what may have been meant is looked for where a message can show it.
    """
    meta = reporting(expectation)
    column, shown = meta["column"], meta["shown"]
    problems = []
    failing = [] if result.success else result.result["unexpected_index_list"]
    in_order = sorted(failing, key=lambda row: int(row["source_row"]))
    for place, row in enumerate(in_order[:PROBLEMS_LIMIT]):
        at_column = column or row.get("indicator_id")
        text = row[shown] if shown else None
        # A contract that confuses the columns must not bring addresses into messages.
        is_secret = text is not None and ("@" in text or at_column == "response_id")
        explain = suggest.get(meta["name"]) if place < LINES_SHOWN and not is_secret else None
        problems.append(
            Problem(
                path,
                meta["expected"],
                row=int(row["source_row"]),
                column=None if at_column is None else contract.columns.headers[at_column],
                value=NOT_REPEATED if is_secret else text,
                suggestion=None if explain is None or text is None else explain(text),
                # A longer number may be a phone number or a personal identity number.
                may_be_stored=meta["is_typed"] and (column is not None or len(text or "") <= LONGEST_ANSWER),
            )
        )
    return problems
