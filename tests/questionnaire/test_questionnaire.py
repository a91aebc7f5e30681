"""The questionnaire of the next wave: a valid form, and a contract with which its export loads."""

import csv
import io
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml
from pyxform.xls2xform import convert  # type: ignore[import-untyped]
from typer.testing import CliRunner

from dagster_project.commands.app import app
from dagster_project.ingest.check import check_wave
from dagster_project.ingest.load import load_wave
from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.respondents import ADDRESS_PATTERN
from dagster_project.questionnaire.content import QuestionnaireError, answer_choices, read_questionnaire
from dagster_project.questionnaire.contract import contract_text
from dagster_project.questionnaire.tools import Tool
from dagster_project.questionnaire.write import write_questionnaire
from dagster_project.questionnaire.xlsform import xlsform
from dagster_project.settings import Settings
from dagster_project.survey import survey
from dagster_project.survey_model import NextWave, Scale
from tests.conftest import Pipeline
from tests.exports import REFERENCE, change_municipalities

pytestmark = pytest.mark.slow

YEAR = 2008
N_RESPONSES = 4
# What each tool writes around the answers, by name; the moments are 1 April 2008, 14:00 in Sweden.
ODK = {
    "SubmissionDate": "2008-04-01T12:00:03.123Z",
    "end": "2008-04-01T14:00:00.000+02:00",
    "KEY": "uuid:{n}",
}
KOBO = {
    "start": "2008-04-01T13:50:00.000+02:00",
    "end": "2008-04-01T14:00:00.000+02:00",
    "_id": "{n}",
    "_uuid": "uuid-{n}",
    "_submission_time": "2008-04-01T12:00:03",
}
LIMESURVEY = {
    "id": "{n}",
    "submitdate": "2008-04-01 14:00:00",
    "lastpage": "6",
    "startlanguage": "sv",
    "seed": "104857600{n}",
    "startdate": "2008-04-01 13:50:00",
    "datestamp": "2008-04-01 14:00:00",
}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_questionnaire(YEAR, tmp_path / "questionnaire", Tool.odk, Settings())[0]


def sheet(form: Path, name: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(form)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def choices(form: Path, name: str) -> list[str]:
    return [row["name"] for row in sheet(form, "choices") if row["list_name"] == name]


def filled_in(form: Path, tool: Tool) -> list[dict[str, str]]:
    """Answer the form: every choice is chosen by somebody, everybody leaves another question out."""
    kinds = {row["name"]: row["type"] for row in sheet(form, "survey")}
    answers = choices(form, "answer")
    roles = choices(form, "role")
    if tool is Tool.limesurvey:
        # Codes of its questions and answers have letters and digits alone, those of answers five at most.
        answers = [answer.replace(".", "") for answer in answers]
        roles = [f"R{place}" for place in range(1, len(roles) + 1)]
    rows = []
    for n in range(N_RESPONSES):
        row = {
            "municipality": choices(form, "municipality")[n],
            "role": roles[n],
            "respondentemail" if tool is Tool.limesurvey else "respondent_email": f"svar@{n}.example",
        }
        questions = [name for name, kind in kinds.items() if kind == "select_one answer"]
        for place, question in enumerate(questions):
            row[question] = answers[(n + place) % len(answers)]
        row[questions[n]] = ""
        rows.append(row)
    return rows


def exported(form: Path, tool: Tool) -> bytes:
    """Return the CSV export as the tool writes it."""
    metadata = {Tool.odk: ODK, Tool.kobo: KOBO, Tool.limesurvey: LIMESURVEY}[tool]
    notes = [row["name"] for row in sheet(form, "survey") if row["type"] == "note"]
    rows = []
    for n, answers in enumerate(filled_in(form, tool)):
        own = {name: value.format(n=n) for name, value in metadata.items()}
        # ODK and Kobo have an empty column for each note.
        rows.append(own | answers | ({} if tool is Tool.limesurvey else dict.fromkeys(notes, "")))
    if tool is Tool.limesurvey:
        return limesurvey_csv(rows)
    text = io.StringIO()
    writer = csv.DictWriter(
        text,
        list(rows[0]),
        delimiter=";" if tool is Tool.kobo else ",",
        quoting=csv.QUOTE_ALL if tool is Tool.kobo else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8" if tool is Tool.odk else "utf-8-sig")


def limesurvey_csv(rows: list[dict[str, str]]) -> bytes:
    """Return rows as LimeSurvey's CsvWriter has them: all in quotes but what is null, an empty line last."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    text = "".join(",".join(f'"{cell}"' if cell else "" for cell in line) + "\r\n" for line in lines)
    return (text + "\r\n").encode("utf-8-sig")


def test_form_is_valid_and_asks_in_both_languages(form: Path) -> None:
    converted = convert(xlsform=str(form), validate=False)
    assert converted.warnings == []
    for text in (
        'lang="Svenska (sv)"',
        'lang="English (en)"',
        "I vilken omfattning finns e-strategier nedtecknade?",
        "To what extent are e-strategies written down?",
        "Upplands Väsby",
        "2,5",
    ):
        assert text in converted.xform


def test_form_holds_the_questions_scenarios_roles_and_municipalities(form: Path) -> None:
    rows = sheet(form, "survey")
    asked = [row["name"] for row in rows if row["type"] == "select_one answer"]
    assert (len(asked), asked[0]) == (19, "SL1")
    notes = {row["name"]: row["label::Svenska (sv)"] for row in rows if row["type"] == "note"}
    assert list(notes) == ["introduction", "about_SL", "about_SI", "about_FK", "about_IP"]
    assert notes["about_SL"].startswith(
        "## Styrning och ledning\n\nI vår kommun finns ett politiskt engagemang"
    )
    assert "\n- Det finns ett politiskt engagemang" in notes["about_SL"]
    assert (len(choices(form, "municipality")), choices(form, "municipality")[0]) == (290, "0114")
    assert len(choices(form, "role")) == 6
    labels = [row["label::English (en)"] for row in sheet(form, "choices") if row["list_name"] == "answer"]
    assert labels[:3] == ["1 – not at all", "1.5", "2 – to some extent"]


@pytest.mark.parametrize(("step", "n_choices"), [(1, 4), (0.5, 7), (0.25, 7), (0.1, 7), (0.2, 4)])
def test_half_steps_are_offered_where_the_scale_has_them(step: float, n_choices: int) -> None:
    scale = survey().scale.model_copy(update={"step": step})
    assert len(answer_choices(scale, ["sv", "en"])) == n_choices


def test_form_has_the_wording_and_the_questions_of_its_year(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE, tmp_path / "reference")
    file = tmp_path / "reference" / "indicators.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    first = next(line for line in lines if line.startswith("SL1,"))
    last = next(line for line in lines if line.startswith("IP4,"))
    ended = [line.replace(",2006,,", ",2006,2007,") if line in (first, last) else line for line in lines]
    reworded = "SL1,SL,1,Finns e-strategier?,Are there e-strategies?,,,2008,,false"
    file.write_text("\n".join([*ended, reworded, ""]), encoding="utf-8")
    content = read_questionnaire(survey(), tmp_path / "reference", YEAR)
    assert len(content.questions) == 18
    assert "IP4" not in content.questions
    assert content.cornerstones[0].questions[0].label["sv"] == "Finns e-strategier?"
    with pytest.raises(QuestionnaireError, match=r"questions that are asked in 2005.*there are none"):
        read_questionnaire(survey(), tmp_path / "reference", 2005)


def test_form_has_the_municipalities_of_its_year(tmp_path: Path) -> None:
    reference = shutil.copytree(REFERENCE, tmp_path / "reference")
    change_municipalities(reference, last_year=YEAR - 1)
    with (reference / "municipality_population.csv").open("a", encoding="utf-8") as file:
        file.write(f"0199,{YEAR - 1},9000\n")
    codes = {
        year: {one.code for one in read_questionnaire(survey(), reference, year).municipalities}
        for year in (YEAR - 1, YEAR)
    }
    assert codes[YEAR - 1] - codes[YEAR] == {"0115"}
    assert codes[YEAR] - codes[YEAR - 1] == {"0199"}


@pytest.mark.parametrize("tool", list(Tool))
def test_an_answered_form_is_checked_and_loaded(tool: Tool, tmp_path: Path) -> None:
    folder = tmp_path / str(YEAR)
    form, contract = write_questionnaire(YEAR, folder, tool, Settings())
    assert contract.name == "wave.yml"
    form = form.rename(tmp_path / form.name)
    (folder / f"export_{YEAR}.csv").write_bytes(exported(form, tool))
    wave = check_wave(folder, REFERENCE)
    assert wave.blocking_problems == []
    assert [problem for outcome in wave.outcomes for problem in outcome.problems] == []
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        assert load_wave(connection, wave, b"a key for tests")
        responses = connection.execute(
            "select submitted_at::varchar, municipality_code, role_id from raw.responses order by source_row"
        ).fetchall()
        assert responses[0] == ("2008-04-01 12:00:00", "0114", "municipal_chief_executive")
        assert len({role for *_, role in responses}) == N_RESPONSES
        values = connection.execute(
            "select answer_value from raw.answers where not is_unanswered group by all order by all"
        ).fetchall()
        assert values == [(1.0,), (1.5,), (2.0,), (2.5,), (3.0,), (3.5,), (4.0,)]
        unanswered = connection.execute("select count(*) from raw.answers where is_unanswered").fetchone()
        assert unanswered == (N_RESPONSES,)


@pytest.mark.parametrize(
    ("address", "is_one"), [("anna@heby.example", True), ("a@b.example,", False), ("a@b.example;c", False)]
)
def test_form_takes_the_addresses_that_a_load_takes(form: Path, address: str, is_one: bool) -> None:
    [constraint] = [row["constraint"] for row in sheet(form, "survey") if row["constraint"]]
    pattern = constraint.removeprefix("regex(., '").removesuffix("')")
    assert bool(re.fullmatch(pattern, address)) == is_one
    assert bool(re.match(ADDRESS_PATTERN, address)) == is_one


@pytest.mark.parametrize(
    ("tool", "told"),
    [
        ("odk", "upload it to ODK Central"),
        ("limesurvey", "LimeSurvey reads no XLSForm: enter its"),
    ],
)
def test_command_says_what_to_do_with_the_form(tmp_path: Path, tool: str, told: str) -> None:
    command = ["questionnaire", "2008", "--folder", str(tmp_path / "form"), "--tool", tool]
    assert f"questionnaire_2008.xlsx: {told}" in CliRunner().invoke(app, command).output


def test_codes_are_such_as_limesurvey_takes(form: Path, tmp_path: Path) -> None:
    content = read_questionnaire(survey(), REFERENCE, YEAR)
    contract = yaml.safe_load(contract_text(content, Tool.limesurvey))
    columns = contract["columns"]
    asked = [columns[name] for name in ("municipality", "role", "respondent_email")]
    for code in (*asked, *columns["answers"].values()):
        assert re.fullmatch("[A-Za-z][A-Za-z0-9]{0,19}", code)
    for row in filled_in(form, Tool.limesurvey):
        chosen = [row["municipality"], row["role"], *(row[code] for code in columns["answers"].values())]
        assert all(re.fullmatch("[A-Za-z0-9]{0,5}", code) for code in chosen)


@pytest.mark.parametrize(
    ("lowest", "highest", "step", "same"),
    [(-2, 2, 1, "-1 and 1 would both be 1"), (1, 20, 0.5, "1.5 and 15 would both be 15")],
)
def test_answers_that_limesurvey_cannot_tell_apart_are_refused(
    lowest: int, highest: int, step: float, same: str
) -> None:
    words = {
        language: [f"{language} {value}" for value in range(lowest, highest + 1)] for language in ("sv", "en")
    }
    scale = Scale.model_validate({"lowest": lowest, "highest": highest, "step": step, "words": words})
    content = read_questionnaire(survey().model_copy(update={"scale": scale}), REFERENCE, YEAR)
    with pytest.raises(QuestionnaireError, match=same):
        contract_text(content, Tool.limesurvey)
    assert contract_text(content, Tool.odk)


def test_contract_takes_the_planned_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = survey().model_copy(update={"next_wave": NextWave.model_validate({"opens": "2008-03-01"})})
    content = read_questionnaire(planned, REFERENCE, YEAR)
    assert "opens: 2008-03-01\n  closes: 2008-12-31" in contract_text(content, Tool.kobo)


def test_what_is_there_is_not_overwritten(form: Path) -> None:
    before = form.read_bytes()
    with pytest.raises(QuestionnaireError, match="is there already"):
        write_questionnaire(YEAR, form.parent, Tool.odk, Settings())
    assert form.read_bytes() == before


def test_a_survey_in_one_language(tmp_path: Path) -> None:
    swedish = survey().model_copy(update={"languages": ("sv",)})
    file = tmp_path / "form.xlsx"
    file.write_bytes(xlsform(read_questionnaire(swedish, REFERENCE, YEAR)))
    assert not [column for column in sheet(file, "survey")[0] if "English" in column]
    assert convert(xlsform=str(file), validate=False).xform


def test_command_writes_both_files(published: Pipeline, tmp_path: Path) -> None:
    folder = tmp_path / "next"
    result = published.command("questionnaire", "2008", "--folder", str(folder), "--tool", "kobo")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in folder.iterdir()) == ["questionnaire_2008.xlsx", "wave.yml"]
    refused = published.command("questionnaire", "1999", "--folder", str(folder / "earlier"))
    assert refused.exit_code == 1
    assert "there are none" in refused.output
