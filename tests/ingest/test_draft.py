"""Drafts of wave.yml for exports never seen before."""

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.ingest.check import check_wave
from dagster_project.ingest.contract.file import read_contract
from dagster_project.ingest.contract.model import WaveContract
from dagster_project.ingest.drafting.draft import DraftedWave, draft_wave
from dagster_project.ingest.interpret import Submissions, interpret
from dagster_project.ingest.municipalities import read_known_names
from dagster_project.ingest.problems import InvalidInputError
from dagster_project.ingest.read.export import read_export
from dagster_project.ingest.texts import spelling_key
from dagster_project.survey import TIME_ZONE
from tests.exports import (
    KINDS,
    QUESTIONS,
    REFERENCE,
    REPOSITORY,
    contract_of,
    made_up_rows,
    place_export,
    write_wave,
)

pytestmark = pytest.mark.slow


def committed(year: int) -> tuple[Path, WaveContract]:
    folder = REPOSITORY / "raw" / str(year)
    contract = read_contract(folder)
    return folder / contract.export.file, contract


def place(raw: Path, export: Path, year: int, draft: DraftedWave) -> Path:
    """Put an export and its draft where `new-wave` puts them."""
    folder = raw / str(year)
    folder.mkdir(exist_ok=True)
    if export.parent != folder:
        shutil.copy(export, folder)
    (folder / "wave.yml").write_text(draft.text, encoding="utf-8")
    return folder


def submissions(folder: Path) -> Submissions:
    contract = read_contract(folder)
    [frame] = read_export(folder / contract.export.file, contract)
    return interpret(frame, contract, read_known_names(REFERENCE, contract.survey_year))


def refusal(folder: Path) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        read_contract(folder)
    return [problem.key or "" for problem in caught.value.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_any_format_can_be_loaded_as_it_is(raw: Path, tmp_path: Path, kind: str) -> None:
    draft = draft_wave(place_export(tmp_path, kind, made_up_rows(2008, n=40)), 2008, raw)
    assert (draft.unmatched, draft.reworded) == ([], [])
    folder = place(raw, tmp_path / contract_of(2008, kind)["export"]["file"], 2008, draft)
    drafted = read_contract(folder)
    written = WaveContract.model_validate(contract_of(2008, kind))
    assert drafted.columns == written.columns
    assert drafted.roles == written.roles
    assert drafted.answer_labels == written.answer_labels
    # The times of the csv are ISO 8601, with or without being called so.
    iso = {"timestamp_format": None}
    assert drafted.export == written.export.model_copy(update=iso)
    wave = check_wave(folder, REFERENCE)
    assert [outcome.name for outcome in wave.outcomes if outcome.problems] == []


@pytest.mark.parametrize(("year", "other"), [(2006, 2007), (2007, 2006)])
def test_the_committed_exports_are_recognised_by_the_other_year(raw: Path, year: int, other: int) -> None:
    shutil.copytree(REPOSITORY / "raw" / str(other), raw / str(other))
    export, contract = committed(year)
    draft = draft_wave(export, year, raw)
    by_hand = contract.columns.headers
    told = {line.split(": ", 1)[0]: line.split(": ", 1)[1] for line in draft.matched}
    assert list(told) == list(by_hand)
    for name, header in by_hand.items():
        assert told[name].startswith(f"{header} ("), name
    assert not any(line.startswith("columns.") for line in draft.unmatched)


def test_another_year_with_the_same_tool_is_recognised_by_its_headers(raw: Path) -> None:
    for year in (2006, 2007):
        shutil.copytree(REPOSITORY / "raw" / str(year), raw / str(year))
    export, contract = committed(2007)
    draft = draft_wave(export, 2008, raw)
    assert [line for line in draft.matched if not line.endswith("(as in an earlier wave)")] == []
    # The window is that of the answers, here those of 2007.
    with pytest.raises(InvalidInputError, match="expected a window that opens or closes in 2008"):
        read_contract(place(raw, export, 2008, draft))
    of_2008 = replace(draft, text=re.sub("(opens|closes): 2007", r"\1: 2008", draft.text))
    drafted = read_contract(place(raw, export, 2008, of_2008))
    assert drafted.columns == contract.columns
    # What no respondent chose this year, a later one may, who answers before the export is final.
    _, first = committed(2006)
    assert {role: set(map(spelling_key, texts)) for role, texts in drafted.roles.items()} == {
        role: {*map(spelling_key, texts), *map(spelling_key, first.roles[role])}
        for role, texts in contract.roles.items()
    }
    assert (drafted.survey_year, drafted.title_sv) == (2008, "E-förvaltningsenkäten 2008")
    assert not drafted.is_synthetic


def test_the_year_that_is_drafted_teaches_nothing(raw: Path, tmp_path: Path) -> None:
    write_wave(raw, 2008, "csv", columns__role="Kommun", columns__municipality="Befattning")
    draft = draft_wave(place_export(tmp_path, "csv"), 2008, raw)
    assert "role: Befattning (by its cells)" in draft.matched


def test_a_contract_with_errors_is_not_learned_from_and_told(raw: Path, tmp_path: Path) -> None:
    broken = write_wave(raw, 2007, columns__role=None)
    draft = draft_wave(place_export(tmp_path, "csv"), 2008, raw)
    assert draft.unmatched == [f"{broken / 'wave.yml'}: not learned from, since it has errors"]


def test_what_is_missing_is_an_empty_value_that_cannot_be_read(raw: Path, tmp_path: Path) -> None:
    rows = made_up_rows(2008).drop(columns=["SL3", "role", "submitted_at"])
    export = place_export(tmp_path, "csv", rows)
    draft = draft_wave(export, 2008, raw)
    missing = ["columns.answers.SL3", "columns.role", "columns.submitted_at", "fielding.closes"]
    missing += ["fielding.opens", "roles"]
    assert sorted(line.split(":")[0] for line in draft.unmatched) == missing
    assert sorted(refusal(place(raw, export, 2008, draft))) == missing
    assert len(re.findall(r":  # TODO: ", draft.text)) == len(missing)


def test_the_question_is_not_confused_with_its_twin_that_is_missing(raw: Path, tmp_path: Path) -> None:
    """FK5 asks of managers what FK6 asks of employees, in the same words."""
    export = place_export(tmp_path, "csv", made_up_rows(2008).drop(columns="FK5"))
    draft = draft_wave(export, 2008, raw)
    assert f"    FK6: {QUESTIONS['FK6']}" in draft.text.splitlines()
    assert refusal(place(raw, export, 2008, draft)) == ["columns.answers.FK5"]


def test_other_columns_are_told_and_left_out(raw: Path, tmp_path: Path) -> None:
    export = place_export(tmp_path, "csv")
    lines = export.read_text(encoding="cp1252").splitlines()
    lines = [lines[0] + ";Kommentar;SL10", *(line + ";mycket bra att ni frågar;3" for line in lines[1:])]
    export.write_text("\n".join(lines), encoding="cp1252")
    draft = draft_wave(export, 2008, raw)
    assert draft.unmatched == [
        "column 'Kommentar' of the export: matched to nothing",
        "column 'SL10' of the export: matched to nothing",
    ]
    read_contract(place(raw, export, 2008, draft))


def with_second_time(export: Path, header: str) -> Path:
    """Call the time of submission so, and add another column of times."""
    lines = export.read_text(encoding="cp1252").splitlines()
    lines = [lines[0] + ";Startad", *(line + ";2008-04-01 08:00" for line in lines[1:])]
    export.write_text("\n".join(lines).replace("Inlämnad", header, 1), encoding="cp1252")
    return export


def test_two_columns_of_times_are_not_guessed(raw: Path, tmp_path: Path) -> None:
    export = with_second_time(place_export(tmp_path, "csv"), "Sparad")
    draft = draft_wave(export, 2008, raw)
    assert "columns.submitted_at: the header of its column, one of 'Sparad', 'Startad'" in draft.unmatched
    assert "columns.submitted_at" in refusal(place(raw, export, 2008, draft))


def test_of_two_columns_of_times_the_one_that_is_called_so_is_taken(raw: Path, tmp_path: Path) -> None:
    draft = draft_wave(with_second_time(place_export(tmp_path, "csv"), "Datum inlämnad"), 2008, raw)
    assert "submitted_at: Datum inlämnad (by its header and cells)" in draft.matched


def test_a_header_that_means_another_column_now_is_not_believed(raw: Path, tmp_path: Path) -> None:
    write_wave(raw, 2007, columns__role="Kommun", columns__municipality="Befattning")
    draft = draft_wave(place_export(tmp_path, "csv"), 2008, raw)
    assert "municipality: Kommun (by its cells)" in draft.matched


def test_a_column_of_unknown_roles_is_recognised_by_its_header(raw: Path, tmp_path: Path) -> None:
    rows = made_up_rows(2008)
    rows["role"] = "Säkerhetssamordnare"
    draft = draft_wave(place_export(tmp_path, "csv", rows), 2008, raw)
    assert "role: Befattning (by its header)" in draft.matched


def test_an_export_without_addresses_is_told_what_to_write(raw: Path, tmp_path: Path) -> None:
    rows = made_up_rows(2008).drop(columns="respondent_email")
    draft = draft_wave(place_export(tmp_path, "csv", rows), 2008, raw)
    gap = "columns.respondent_email: the header of its column, or none if the export has no addresses"
    assert draft.unmatched == [gap]


def test_roles_are_matched_by_earlier_and_near_spellings_and_the_rest_is_told(
    raw: Path, tmp_path: Path
) -> None:
    write_wave(raw, 2007, roles__it_manager=["IT-chef/IT-ansvarig"], roles__other=["Annan befattning"])
    rows = made_up_rows(2008)
    rows["role"] = [
        "IT-ansvarig", "Ekonomer", "KC - kommunchef", "annan BEFATTNING", "Informatör",
        "Säkerhetssamordnare", "anna@heby.example", "IT-ansvarig ",
    ]  # fmt: skip
    export = place_export(tmp_path, "csv", rows)
    draft = draft_wave(export, 2008, raw)
    roles = draft.text[draft.text.index("\nroles:") : draft.text.index("\nanswer_labels")].splitlines()[2:]
    assert roles == [
        "  municipal_chief_executive: [KC - kommunchef, Kommunchef]",
        "  it_manager: [IT-ansvarig, IT-chef/IT-ansvarig]",
        "  information_officer: [Informatör]",
        "  economist: [Ekonomer, Ekonom]",
        "  administrator: [Administratör]",
        "  other: [annan BEFATTNING]",
        "  unmatched:",
        "    Säkerhetssamordnare:  # TODO: move this spelling to its role",
    ]
    assert refusal(place(raw, export, 2008, draft)) == ["roles.unmatched"]


def test_labels_of_the_scale_get_their_number_and_others_are_told(raw: Path, tmp_path: Path) -> None:
    rows = made_up_rows(2008)
    rows.loc[2, "SL4"] = "Vet ej"
    rows.loc[3, "SL4"] = "4 - fullt ut"
    export = place_export(tmp_path, "labels", rows)
    draft = draft_wave(export, 2008, raw)
    assert draft.text[draft.text.index("answer_labels") :].splitlines() == [
        "answer_labels:",
        "  Vet ej:  # TODO: its value, 1 to 4, or unanswered",
        "  inte alls: 1",
        "  i viss omfattning: 2",
        "  i stor omfattning: 3",
        "  4 - fullt ut: 4",
        "  fullt ut: 4",
    ]
    assert refusal(place(raw, export, 2008, draft)) == ["answer_labels.Vet ej"]


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %H:%M:%S"]
)
def test_times_and_the_fielding_window(raw: Path, tmp_path: Path, form: str) -> None:
    rows = made_up_rows(2008)
    days = [dt.datetime(2008, 5, day, 9, 30) for day in (17, 13, 29, 14, 15, 16, 18, 19)]
    rows["submitted_at"] = [day.strftime(form) for day in days]
    export = place_export(tmp_path, "csv", rows)
    draft = draft_wave(export, 2008, raw)
    assert "  opens: 2008-05-12  # the day before the first submission: check" in draft.text.splitlines()
    assert "  closes: 2008-05-30  # the day after the last submission: check" in draft.text.splitlines()
    instants = submissions(place(raw, export, 2008, draft)).responses["submitted_at"]
    assert list(instants.dt.tz_localize("UTC").dt.tz_convert(TIME_ZONE).dt.day) == [day.day for day in days]


def test_nobody_is_named(raw: Path, tmp_path: Path) -> None:
    """Addresses in columns of roles and answers, a second column of addresses, ids that are not unique."""
    rows = made_up_rows(2008)
    rows.loc[2, ["role", "SL1", "municipality"]] = "anna@heby.example"
    rows.loc[3, "response_id"] = rows["response_id"][2]
    export = place_export(tmp_path, "csv", rows)
    lines = export.read_text(encoding="cp1252").splitlines()
    export.write_text("\n".join(f"{line};{line.split(';')[3]}" for line in lines[1:]), encoding="cp1252")
    header = lines[0] + ";Annan e-post\n"
    export.write_text(header + export.read_text(encoding="cp1252"), encoding="cp1252")
    draft = draft_wave(export, 2008, raw)
    everything = "\n".join([draft.text, *draft.matched, *draft.unmatched, *draft.reworded])
    assert "one of 'E-post', 'Annan e-post'" in everything
    assert "columns.response_id: the header of its column" in everything
    assert "@" not in everything
    assert "R2008" not in everything
