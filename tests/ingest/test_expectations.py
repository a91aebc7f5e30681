"""A valid wave passes, a damaged one is reported row by row, and nobody is named."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dagster_project.ingest.check import CheckedWave, check_wave, submissions_of
from dagster_project.ingest.problems import (
    Problem,
    describe,
    describe_without_free_text,
)
from tests.exports import INDICATORS, KINDS, QUESTIONS, REFERENCE, made_up_rows, write_wave

pytestmark = pytest.mark.slow


def checked(folder: Path) -> CheckedWave:
    return check_wave(folder, REFERENCE)


def failed(wave: CheckedWave) -> dict[str, list[Problem]]:
    """Return check -> its problems, for the checks that failed."""
    return {outcome.name: outcome.problems for outcome in wave.outcomes if outcome.problems}


def damaged_wave(raw: Path, damage: Callable[[pd.DataFrame], Any], kind: str = "csv") -> CheckedWave:
    rows = made_up_rows(2008)
    damage(rows)
    return checked(write_wave(raw, 2008, kind, rows=rows))


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_wave_passes_every_check(tmp_path: Path, kind: str) -> None:
    wave = checked(write_wave(tmp_path, 2008, kind))
    assert failed(wave) == {}
    assert len(wave.outcomes) == 19
    assert {outcome.n_checked for outcome in wave.outcomes} == {1, 24, 8, 8 * 19, 19}
    assert all(outcome.description for outcome in wave.outcomes)


def set_cell(row: int, column: str, value: Any) -> Callable[[pd.DataFrame], None]:
    def damage(rows: pd.DataFrame) -> None:
        rows.loc[row, column] = value

    return damage


# (check, column at fault, what is shown of it, column that is damaged, damage), each in a row of its own.
DAMAGE = [
    ("answer_in_range", QUESTIONS["SI2"], "5", "SI2", 5),
    ("answer_in_range", QUESTIONS["SI2"], "0", "SI2", 0),
    ("answer_in_range", QUESTIONS["SI2"], "4,1", "SI2", 4.1),
    ("answer_in_range", QUESTIONS["SI2"], "2,555", "SI2", 2.555),
    ("answer_is_a_number", QUESTIONS["SI2"], "vet ej", "SI2", "vet ej"),
    ("response_id_present", "Svarsnummer", None, "response_id", None),
    ("role_known", "Befattning", "Trollkarl", "role", "Trollkarl"),
    ("submitted_at_is_a_time", "Inlämnad", "i april", "submitted_at", "i april"),
    ("submitted_at_is_a_time", "Inlämnad", None, "submitted_at", None),
    ("submitted_in_fielding_window", "Inlämnad", "2008-03-31 23:59", "submitted_at", "2008-03-31 23:59"),
    ("submitted_in_fielding_window", "Inlämnad", "2008-06-01 00:00", "submitted_at", "2008-06-01 00:00"),
    ("respondent_address_well_formed", "E-post", None, "respondent_email", "anna.example"),
    ("respondent_address_well_formed", "E-post", None, "respondent_email", "a@b.example, c@d.example"),
]  # fmt: skip


def rows_with(cells: Sequence[tuple[str, Any]]) -> pd.DataFrame:
    """Return made-up rows with one of these cells, (column, value), in each."""
    rows = made_up_rows(2008, n=len(cells))
    for place, (column, value) in enumerate(cells):
        rows.loc[place, column] = value
    return rows


def test_a_bad_cell_blocks_and_is_told_by_row_and_column(tmp_path: Path) -> None:
    rows = rows_with([(column, value) for *_, column, value in DAMAGE])
    wave = checked(write_wave(tmp_path, 2008, rows=rows))
    told = {
        (check, problem.row, problem.column, problem.value)
        for check, problems in failed(wave).items()
        for problem in problems
    }
    assert told == {
        (check, row, column, shown) for row, (check, column, shown, *_) in enumerate(DAMAGE, start=2)
    }
    assert len(wave.blocking_problems) == len(DAMAGE)
    assert {problem.file for problem in wave.blocking_problems} == {tmp_path / "2008" / "svar.csv"}


def test_what_is_just_good_enough(tmp_path: Path) -> None:
    good_enough = [
        ("SI2", 1),
        ("SI2", 4),
        ("SI2", None),
        ("respondent_email", None),
        ("respondent_email", " Enkat@0123.EXAMPLE "),
        ("role", " kommunchef "),
        ("submitted_at", "2008-04-01 00:00"),
        ("submitted_at", "2008-05-31 23:59"),
    ]
    assert failed(checked(write_wave(tmp_path, 2008, rows=rows_with(good_enough)))) == {}


def test_a_line_separator_after_an_answer_does_no_harm(tmp_path: Path) -> None:
    assert failed(damaged_wave(tmp_path, set_cell(3, "SI2", "3\u2028"), "labels")) == {}


@pytest.mark.parametrize(
    ("time", "suggestion"),
    [
        ("1.4.2008 09.30", 'timestamp_format: "%d.%m.%Y %H.%M" in wave.yml?'),
        ("2008-04-01T09:30", "it is ISO 8601: leave timestamp_format out of wave.yml?"),
        ("i april", None),
    ],
)
def test_the_format_of_a_time_that_is_not_read_is_suggested(
    tmp_path: Path, time: str, suggestion: str | None
) -> None:
    [problem] = damaged_wave(tmp_path, set_cell(3, "submitted_at", time)).blocking_problems
    assert problem.expected == "a time written as %Y-%m-%d %H:%M (timestamp_format in wave.yml)"
    assert problem.suggestion == suggestion


def test_the_fielding_window_is_days_in_sweden(tmp_path: Path) -> None:
    times = {
        "2008-03-31T22:00:00+00:00": True,
        "2008-03-31T21:59:59+00:00": False,
        "2008-05-31T21:59:59Z": True,
        "2008-05-31T22:00:00Z": False,
        "2008-06-01T03:00:00+05:30": True,
        "2008-04-01T00:00:00+05:30": False,
    }
    rows = rows_with([("submitted_at", time) for time in times])
    found = failed(checked(write_wave(tmp_path, 2008, "labels", rows=rows)))
    assert list(found) == ["submitted_in_fielding_window"]
    told = [problem.row for problem in found["submitted_in_fielding_window"]]
    assert told == [row for row, is_in_window in enumerate(times.values(), start=2) if not is_in_window]


def test_a_duplicate_response_id_is_told_at_each_of_its_rows_and_not_repeated(tmp_path: Path) -> None:
    wave = damaged_wave(tmp_path, set_cell(3, "response_id", "R2008-101"))
    assert list(failed(wave)) == ["response_id_unique"]
    assert [problem.row for problem in wave.blocking_problems] == [3, 5]
    assert "R2008" not in str(wave.blocking_problems)


def test_a_person_who_answers_for_two_municipalities(tmp_path: Path) -> None:
    wave = damaged_wave(tmp_path, set_cell(3, "respondent_email", " ENKAT@0115.example"))
    assert list(failed(wave)) == ["respondent_answers_for_one_municipality"]
    assert [(problem.row, problem.value) for problem in wave.blocking_problems] == [
        (3, "Vallentuna"),
        (5, "Värmdö"),
    ]
    assert "@" not in str(wave.blocking_problems)


def test_a_wave_may_let_one_person_answer_for_several_municipalities(tmp_path: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[3, "respondent_email"] = rows["respondent_email"][1]
    wave = checked(write_wave(tmp_path, 2008, rows=rows, respondents_may_answer_for_several=True))
    assert failed(wave) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_wave_without_addresses(tmp_path: Path, kind: str) -> None:
    rows = made_up_rows(2008).drop(columns="respondent_email")
    wave = checked(write_wave(tmp_path, 2008, kind, rows=rows, columns__respondent_email="none"))
    assert failed(wave) == {}
    [submissions] = submissions_of(wave)
    assert submissions.responses["respondent_email"].isna().all()


def test_one_municipality_spelled_in_two_ways_is_one(tmp_path: Path) -> None:
    def damage(rows: pd.DataFrame) -> None:
        rows.loc[3, "respondent_email"] = rows["respondent_email"][1]
        rows.loc[3, "municipality"] = "VALLENTUNA kommun "

    assert failed(damaged_wave(tmp_path, damage)) == {}


def test_an_unknown_municipality_warns_and_does_not_block(tmp_path: Path) -> None:
    wave = damaged_wave(tmp_path, set_cell(3, "municipality", "Ankeborg"))
    assert list(failed(wave)) == ["municipality_resolvable"]
    assert [(problem.row, problem.value) for problem in failed(wave)["municipality_resolvable"]] == [
        (5, "Ankeborg")
    ]
    assert wave.blocking_problems == []


def test_a_response_without_a_role_warns_and_is_kept(tmp_path: Path) -> None:
    wave = damaged_wave(tmp_path, set_cell(3, "role", None))
    assert list(failed(wave)) == ["role_stated"]
    [problem] = failed(wave)["role_stated"]
    assert (problem.row, problem.column, problem.value) == (5, "Befattning", None)
    assert wave.blocking_problems == []
    [submissions] = submissions_of(wave)
    assert submissions.responses["role_id"].isna().sum() == 1


def test_a_submission_without_any_answer_warns_and_needs_no_role_or_municipality(tmp_path: Path) -> None:
    def damage(rows: pd.DataFrame) -> None:
        rows.loc[3, [*INDICATORS, "role", "municipality"]] = None

    wave = damaged_wave(tmp_path, damage)
    assert list(failed(wave)) == ["something_answered"]
    assert [problem.row for problem in failed(wave)["something_answered"]] == [5]
    assert wave.blocking_problems == []


def test_a_question_that_nobody_answered_warns(tmp_path: Path) -> None:
    def damage(rows: pd.DataFrame) -> None:
        rows["FK2"] = None

    wave = damaged_wave(tmp_path, damage)
    [problem] = failed(wave)["question_answered"]
    assert (problem.row, problem.column) == (1, QUESTIONS["FK2"])
    assert wave.blocking_problems == []


def test_another_export_in_the_folder_warns(tmp_path: Path) -> None:
    folder = write_wave(tmp_path, 2008)
    corrected = folder / "rättad.xlsx"
    for name in (corrected.name, "läs mig.md", "~$rättad.xlsx", ".rättad.csv"):
        (folder / name).touch()
    wave = checked(folder)
    assert [str(problem) for problem in failed(wave)["no_other_export"]] == [
        f"{corrected}: expected no export but {wave.export.name}, which wave.yml names; this one is not read"
    ]
    assert wave.blocking_problems == []


@pytest.mark.parametrize("kind", KINDS)
def test_missing_columns_are_all_told_and_nothing_else_is_checked(tmp_path: Path, kind: str) -> None:
    rows = made_up_rows(2008).drop(columns=["SL3", "IP4"])
    wave = checked(write_wave(tmp_path, 2008, kind, rows=rows))
    assert list(failed(wave)) == ["expected_columns"]
    assert wave.n_source_rows is None
    headers = wave.contract.columns.headers
    assert [problem.expected for problem in wave.blocking_problems] == [
        f"a column '{headers['SL3']}'",
        f"a column '{headers['IP4']}'",
    ]


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    def damage(rows: pd.DataFrame) -> None:
        rows.loc[[0, 2, 4], "SL1"] = 5
        rows.loc[[1, 5], "role"] = "Trollkarl"
        rows.loc[6, "respondent_email"] = "ingen adress"
        rows.loc[7, "response_id"] = "R2008-100"

    wave = damaged_wave(tmp_path, damage)
    assert {check: [problem.row for problem in problems] for check, problems in failed(wave).items()} == {
        "answer_in_range": [2, 4, 6],
        "role_known": [3, 7],
        "respondent_address_well_formed": [8],
        "response_id_unique": [2, 9],
    }
    assert len(wave.blocking_problems) == 8


def test_no_message_holds_an_address_or_a_response_id(tmp_path: Path) -> None:
    """Every row is bad in every way, and the contract takes addresses for roles and municipalities."""
    rows = made_up_rows(2008)
    rows["response_id"] = "R2008-100"
    rows["submitted_at"] = "i april"
    rows["role"] = rows["respondent_email"]
    rows["municipality"] = rows["respondent_email"].map(lambda address: f"Heby, {address}")
    rows["respondent_email"] = rows["respondent_email"] + "@"
    rows[INDICATORS] = 5
    messages = str(failed(checked(write_wave(tmp_path, 2008, rows=rows))))
    assert "role_known" in messages
    assert "municipality_resolvable" in messages
    assert "0114.example" not in messages
    assert "R2008" not in messages


def test_what_is_stored_of_a_problem_repeats_no_free_text(tmp_path: Path) -> None:
    def damage(rows: pd.DataFrame) -> None:
        rows.loc[1, "role"] = "Anna, 070-123 45 67"
        rows.loc[2, "SL1"] = "ring Anna"
        rows.loc[3, "SL1"] = 5
        rows.loc[6, "SL1"] = "197803159876"
        rows.loc[4, "municipality"] = "Annaboda"
        rows.loc[5, "submitted_at"] = "2009-01-01 12:00"

    wave = damaged_wave(tmp_path, damage)
    problems = [problem for outcome in wave.outcomes for problem in outcome.problems]
    assert describe(problems).count("Anna") == 3
    assert "197803159876" in describe(problems)
    stored = describe_without_free_text(problems)
    assert "Anna" not in stored
    assert "197803159876" not in stored
    assert "found '5'" in stored and "found '2009-01-01 12:00'" in stored
    assert "row 3, column 'Befattning': expected one of the roles" in stored


def test_utf8_read_as_windows_1252_is_refused_for_its_headers(tmp_path: Path) -> None:
    wave = checked(write_wave(tmp_path, 2008, "labels", export__encoding="cp1252"))
    assert list(failed(wave)) == ["expected_columns"]
