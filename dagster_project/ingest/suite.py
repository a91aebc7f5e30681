"""What an export must be like, as suites of expectations built from its contract.

The `meta` of each expectation says how its failures are reported: `name`, `expected`, `column` (the column
that fails, by the warehouse's name; None for the row as a whole, or where each row names its own), `shown`
(the frame's column whose text is shown; None where nothing must be) and `is_typed` (the text was found to be
a number or a time, so it holds nothing that a respondent wrote of themselves).
"""

from typing import Any

import pandas as pd

from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.custom_expectations import ExpectColumnValuesToBeReadable
from dagster_project.ingest.expectations_library import Column, Expectation, FailureSeverity, gx, gxe
from dagster_project.ingest.interpret import midnight
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.ingest.texts import header_key
from dagster_project.survey import UNKNOWN_MUNICIPALITY, survey

WARNING = FailureSeverity.WARNING
# The texts of a response that are kept, by the frame's column; addresses are not.
TEXT_COLUMNS = {
    "response_id": "response_id",
    "submitted_at_text": "submitted_at",
    "municipality_text": "municipality",
    "role_text": "role",
}


def columns_suite(contract: WaveContract) -> gx.ExpectationSuite:
    """Return what is expected of an export's columns."""
    headers = [header_key(header) for header in contract.columns.headers.values()]
    columns = gxe.ExpectTableColumnsToMatchSet(
        column_set=headers,
        exact_match=False,
        description="The export has every column that wave.yml names.",
        meta=_meta("expected_columns", "every column that wave.yml names"),
    )
    return gx.ExpectationSuite("columns", expectations=[columns])


def responses_suite(contract: WaveContract) -> gx.ExpectationSuite:
    """Return what is expected of each of an export's responses."""
    expectations = [
        *_identity(contract),
        *_place_and_role(contract),
        *_respondent(contract),
        *map(_readable, TEXT_COLUMNS),
        gxe.ExpectColumnValuesToBeBetween(
            column="n_answers",
            min_value=1,
            severity=WARNING,
            description="Every submission holds an answer.",
            meta=_meta(
                "something_answered", "at least one answer (the submission is kept and does not count)"
            ),
        ),
    ]
    return gx.ExpectationSuite("responses", expectations=expectations)


def identities_suite(contract: WaveContract) -> gx.ExpectationSuite:
    """Return what is expected of an export's responses as a whole (see identities.py)."""
    unique = gxe.ExpectColumnValuesToBeBetween(
        column="n_rows_with_response_id",
        max_value=1,
        description="No two submissions have the same response id.",
        meta=_meta("response_id_unique", "a response id that no other row has", "response_id"),
    )
    for_one = gxe.ExpectColumnValuesToBeBetween(
        column="n_places_of_respondent",
        max_value=1,
        description="Nobody answers for two municipalities.",
        meta=_meta(
            "respondent_answers_for_one_municipality",
            "one municipality per respondent, but this address answers for several (where that is so, "
            "wave.yml says respondents_may_answer_for_several: true)",
            "municipality",
            "municipality_text",
        ),
    )
    has_addresses = contract.columns.respondent_email is not None
    is_limited = has_addresses and not contract.respondents_may_answer_for_several
    return gx.ExpectationSuite("identities", expectations=[unique, *([for_one] if is_limited else [])])


def answers_suite(contract: WaveContract) -> gx.ExpectationSuite:
    """Return what is expected of an export's answers."""
    number = gxe.ExpectColumnValuesToNotBeNull(
        column="answer_value",
        row_condition=Column("is_unanswered") == False,  # noqa: E712 (a condition that is built)
        description="Every answer given is a number or a label of wave.yml.",
        meta=_meta(
            "answer_is_a_number",
            f"a number with '{contract.export.decimal_mark}' as decimal mark, or a label of wave.yml",
            shown="answer_text",
        ),
    )
    scale = survey().scale
    steps = f"from {scale.lowest} to {scale.highest} in steps of {scale.step:g}"
    in_range = gxe.ExpectColumnValuesToBeInSet(
        column="answer_value",
        value_set=list(scale.answers),
        description=f"Every answer given is a number {steps}.",
        meta=_meta(
            "answer_in_range",
            f"a number {steps}",
            shown="answer_text",
            is_typed=True,
        ),
    )
    return gx.ExpectationSuite("answers", expectations=[number, in_range])


def questions_suite() -> gx.ExpectationSuite:
    """Return what is expected of an export's questions: indicator_id and n_answers of each."""
    answered = gxe.ExpectColumnValuesToBeBetween(
        column="n_answers",
        min_value=1,
        severity=WARNING,
        description="Somebody answered every question.",
        meta=_meta("question_answered", "an answer of somebody (nobody answered this question)"),
    )
    return gx.ExpectationSuite("questions", expectations=[answered])


def _meta(
    name: str,
    expected: str,
    column: str | None = None,
    shown: str | None = None,
    *,
    is_typed: bool = False,
) -> dict[str, Any]:
    return {"name": name, "expected": expected, "column": column, "shown": shown, "is_typed": is_typed}


def reporting(expectation: Expectation) -> dict[str, Any]:
    """Return how an expectation's failures are reported, as `_meta` says."""
    return expectation.meta or {}


def _identity(contract: WaveContract) -> list[Expectation]:
    opens, closes = contract.fielding.opens, contract.fielding.closes
    form = contract.export.timestamp_format
    written_as = (
        f"{form} (timestamp_format in wave.yml)" if form else "ISO 8601 (no timestamp_format in wave.yml)"
    )
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column="response_id",
            description="Every submission has a response id.",
            meta=_meta("response_id_present", "a response id", "response_id"),
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="submitted_at",
            description="Every submission says when it was made.",
            meta=_meta(
                "submitted_at_is_a_time",
                f"a time written as {written_as}",
                "submitted_at",
                "submitted_at_text",
            ),
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="submitted_at",
            min_value=midnight(pd.Timestamp(opens)),
            max_value=midnight(pd.Timestamp(closes) + pd.Timedelta(days=1)),
            strict_max=True,
            description="Every submission was made while the survey was open, by days in Sweden.",
            meta=_meta(
                "submitted_in_fielding_window",
                f"a time from {opens} to {closes}",
                "submitted_at",
                "submitted_at_text",
                is_typed=True,
            ),
        ),
    ]


def _place_and_role(contract: WaveContract) -> list[Expectation]:
    is_answered = Column("n_answers") > 0
    roles = ", ".join(contract.role_spellings())
    return [
        gxe.ExpectColumnValuesToNotBeInSet(
            column="municipality_code",
            value_set=[UNKNOWN_MUNICIPALITY],
            row_condition=is_answered,
            severity=WARNING,
            description="Every response names a municipality.",
            meta=_meta(
                "municipality_resolvable",
                "the code or name of one municipality (it counts nationally, as an unknown municipality; "
                "raw/reference/municipality_names.csv takes an alias)",
                "municipality",
                "municipality_text",
            ),
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="role_id",
            row_condition=Column("role_text").is_not_null(),
            description="Every role is one that wave.yml spells.",
            meta=_meta("role_known", f"one of the roles in wave.yml: {roles}", "role", "role_text"),
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="role_text",
            row_condition=is_answered,
            severity=WARNING,
            description="Every response names a role.",
            meta=_meta("role_stated", "a role (the response counts, its role unknown)", "role"),
        ),
    ]


def _respondent(contract: WaveContract) -> list[Expectation]:
    """Return what is expected of respondents' addresses; nothing where an export has none."""
    if contract.columns.respondent_email is None:
        return []
    return [
        gxe.ExpectColumnValuesToMatchRegex(
            column="respondent_email",
            regex=ADDRESS_PATTERN,
            description="Every respondent's address is an e-mail address.",
            meta=_meta(
                "respondent_address_well_formed",
                "an e-mail address (what was found is not repeated)",
                "respondent_email",
            ),
        )
    ]


def _readable(text_column: str) -> Expectation:
    column = TEXT_COLUMNS[text_column]
    return ExpectColumnValuesToBeReadable(
        column=text_column,
        description=f"Every {column} is a value, in the encoding that wave.yml names.",
        meta=_meta(f"{column}_is_readable", "a text as it was typed", column, text_column),
    )
