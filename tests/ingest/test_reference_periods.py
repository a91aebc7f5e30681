"""Reference data with years of validity: contradictions are reported by row and value."""

from pathlib import Path

import pytest

from dagster_project.ingest.reference import read_all_reference
from dagster_project.ingest.reference_periods import valid_in
from tests.exports import REFERENCE
from tests.ingest.conftest import problems_of

SL1 = (REFERENCE / "indicators.csv").read_text(encoding="utf-8").splitlines()[1]


def _replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def _question(
    id: str,
    first: int | str,
    last: int | str = "",
    *,
    position: int = 1,
    cornerstone: str = "SL",
    comparable: str = "",
) -> str:
    return f"{id},{cornerstone},{position},Fråga?,Question?,Kort,Short,{first},{last},{comparable}"


def test_a_questionnaire_that_changes_is_read_by_its_years(reference: Path) -> None:
    reworded = [
        SL1[:-1] + "2010,",
        _question("SL1", 2011, 2014, comparable="false"),
        _question("SL1", 2016, comparable="TRUE"),
        _question("SL6", 2011, position=6),
    ]
    _replace(reference / "indicators.csv", SL1, "\n".join(reworded))
    rows = read_all_reference(reference)["indicators"]
    asked = {year: valid_in(rows, year) for year in (2005, 2010, 2011, 2015, 2016)}
    assert [len(found) for found in asked.values()] == [0, 19, 20, 19, 20]
    assert asked[2010].iloc[0]["text_sv"] == "I vilken omfattning finns e-strategier nedtecknade?"
    assert asked[2011].iloc[0]["text_sv"] == "Fråga?"
    assert "SL1" not in set(asked[2015]["indicator_id"])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([SL1, SL1], ["row 3, column 'valid_from': found '2006', expected one row of SL1 a year; row 2"]),
        (
            [SL1[:-1] + "2011,", _question("SL1", 2011, comparable="true")],
            ["row 3, column 'valid_from': found '2011', expected one row of SL1 a year;"],
        ),
        (
            [SL1, _question("SL7", 2009, position=2)],
            ["row 3, column 'position': found '2', expected a place that no other has in 2009; row 4"],
        ),
        (
            [SL1[:-1] + "2010,", _question("SL1", 2011), _question("SL8", 2011, position=8, comparable="ja")],
            [
                "row 3, column 'is_comparable_with_previous': expected true or false",
                "row 4, column 'is_comparable_with_previous': found 'ja', expected nothing",
            ],
        ),
        (
            [SL1[:-1] + "2005,"],
            ["row 2, column 'valid_to': found '2005', expected nothing, or a year from 2006 on"],
        ),
        (
            [SL1.replace("2006", "06")],
            ["row 2, column 'valid_from': found '06', expected a whole number of at least 1900"],
        ),
        ([SL1.replace("2006", "")], ["row 2, column 'valid_from': expected a value, but the cell is empty"]),
        (
            [_question("SL1", 2006, cornerstone="XX")],
            ["row 2, column 'cornerstone_id': found 'XX', expected a cornerstone"],
        ),
        (
            [
                SL1,
                _question("sl9", 2006, position=9),
                _question("TOTAL", 2006, position=10),
                _question("IP", 2006, position=11),
            ],
            [
                f"row {row}, column 'indicator_id': found '{name}', expected letters A-Z and digits"
                for row, name in ((3, "sl9"), (4, "TOTAL"), (5, "IP"))
            ],
        ),
        (
            [SL1.replace("To what extent are e-strategies written down?", "")],
            ["row 2, column 'text_en': expected a value, but the cell is empty"],
        ),
        (
            [SL1.replace("Written e-strategies", "")],
            ["row 2, column 'short_en': expected a text, as in the other language"],
        ),
    ],
)
def test_a_question_that_contradicts_another_is_told(
    reference: Path, rows: list[str], told: list[str]
) -> None:
    path = reference / "indicators.csv"
    _replace(path, SL1, "\n".join(rows))
    problems = problems_of(reference)
    for line in told:
        assert f"{path}, {line}" in problems


@pytest.mark.parametrize(
    ("table", "before", "after", "told"),
    [
        ("cornerstones", "#0072b2", "blue", "row 2, column 'colour': found 'blue', expected a colour"),
        (
            "cornerstones",
            "SI,2,",
            "SI,1,",
            "row 3, column 'position': found '1', expected a place that no other",
        ),
        (
            "cornerstones",
            ",7,2006,",
            ",7,2006,2010",
            "indicators.csv, row 2, column 'cornerstone_id': found 'SL', "
            "expected a cornerstone that cornerstones.csv has in 2011",
        ),
        (
            "cornerstone_characteristics",
            "SI,1,",
            "XX,1,",
            "row 6, column 'cornerstone_id': found 'XX', expected a cor",
        ),
        (
            "cornerstone_characteristics",
            "SI,2,",
            "SI,1,",
            "row 7, column 'cornerstone_id': found 'SI, 1', expected each",
        ),
        (
            "roles",
            "it_manager,2,",
            "it_manager,1,",
            "row 3, column 'role_position': found '1', expected a place",
        ),
        (
            "size_classes",
            ",10000,19999,2006,",
            ",10000,19999,2006,2011",
            "row 4, column 'population_from': found '20000', expected 10000, so that",
        ),
    ],
)
def test_other_tables_are_held_to_the_same_rules(
    reference: Path, table: str, before: str, after: str, told: str
) -> None:
    _replace(reference / f"{table}.csv", before, after)
    assert told in problems_of(reference)


def test_size_classes_may_change_with_the_year_but_not_end(reference: Path) -> None:
    path = reference / "size_classes.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",2006,", ",2006,2011") + "all,1,Alla,All,0,,2012,\n", encoding="utf-8")
    classes = read_all_reference(reference)["size_classes"]
    assert list(valid_in(classes, 2011)["size_class_id"]) == _ids(text)
    assert list(valid_in(classes, 2012)["size_class_id"]) == ["all"]
    same_id = text.replace(",2006,", ",2006,2011") + "under_10000,1,Alla,All,0,,2012,\n"
    path.write_text(same_id, encoding="utf-8")
    told = (
        f"{path}, row 8, column 'population_to': expected the limits of row 2, or a size_class_id of its own"
    )
    assert told in problems_of(reference)
    path.write_text(text.replace(",2006,", ",2006,2011"), encoding="utf-8")
    assert f"{path}, column 'valid_to': found '2011', expected size classes for 2012 too" in problems_of(
        reference
    )


def _ids(text: str) -> list[str]:
    return [line.split(",")[0] for line in text.splitlines()[1:]]
