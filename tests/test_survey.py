"""survey.yml: what it says, and what is said of each mistake in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.present.words import language
from dagster_project.settings import PROJECT_FOLDER
from dagster_project.survey import SurveyError, read_survey, write_survey
from dagster_project.survey_model import Scale

Change = Callable[[dict[str, Any]], object]


def _changed(change: Change, folder: Path) -> Path:
    content = yaml.safe_load((PROJECT_FOLDER / "raw" / "survey.yml").read_text(encoding="utf-8"))
    change(content)
    file = folder / "survey.yml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return file


def test_what_is_not_known_is_none(tmp_path: Path) -> None:
    def in_tenths_without_publisher(survey: dict[str, Any]) -> None:
        survey["scale"]["step"] = 0.1
        del survey["publisher"]

    read = read_survey(_changed(in_tenths_without_publisher, tmp_path))
    assert (read.publisher, read.contact, read.licence, read.sender, read.next_wave) == (None,) * 5
    assert read.scale.words_of("en")[4] == "fully"
    of_scale = {"scale_lowest": 1, "scale_highest": 4}
    assert of_scale.items() <= read.dbt_vars().items()


def test_a_language_that_is_not_spoken_needs_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave_english(survey: dict[str, Any]) -> None:
        survey["languages"] = ["sv"]
        words = (survey["unit"], survey["scale"]["words"], survey["total"]["name"])
        for texts in (survey["name"], survey["short_name"], *words):
            del texts["en"]

    read = read_survey(_changed(leave_english, tmp_path))
    assert read.languages == ("sv",)
    assert read.dbt_vars()["total_name_en"] == "Totalt hela mätningen"
    # The command line speaks English, and names such a survey in Swedish.
    monkeypatch.setattr(language, "survey", lambda: read)
    words = language.words_of_survey("en")
    assert (words["name"], words["Plural"]) == ("e-förvaltning i Sveriges kommuner", "Kommuner")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda survey: survey.pop("name"), "key 'name': expected this key"),
        (lambda survey: survey.update(nmae="x"), "key 'nmae': found 'x', expected no such key"),
        (lambda survey: survey["name"].pop("en"), "key 'name.en': expected this key, as languages names it"),
        (lambda survey: survey["unit"]["sv"].pop("plural"), "key 'unit.sv.plural': expected this key"),
        (
            lambda survey: survey["total"].update(colour="blue"),
            "key 'total.colour': found 'blue', expected a colour such as #0072b2",
        ),
        (
            lambda survey: survey["scale"].update(highest=1),
            "key 'scale.highest': found '1', expected a whole",
        ),
        (
            lambda survey: survey["scale"].update(highest=5),
            "key 'scale.words.sv': found 'inte alls, i viss omfattning, i stor omfattning, fullt ut', "
            "expected 5 different words, for 1 to 5",
        ),
        (lambda survey: survey["scale"].update(lowest="one"), "key 'scale.lowest': found 'one', expected a"),
        (lambda survey: survey["scale"].update(step=0.3), "key 'scale.step': found '0.3', expected 1, or a"),
        (lambda survey: survey.update(languages=["sv", "sv"]), "key 'languages': found 'sv, sv', expected"),
        (
            lambda survey: survey.update(languages=["en", "sv"]),
            "key 'languages': found 'en, sv', expected sv",
        ),
        (lambda survey: survey.update(languages=["fi"]), "key 'languages.0': found 'fi', expected 'sv' or"),
        (
            lambda survey: survey.update(accessibility_url="javascript:alert(1)"),
            "key 'accessibility_url': found 'javascript:alert(1)', expected an address that begins with",
        ),
        (lambda survey: survey.update(publisher="X"), "key 'publisher': found 'X', expected a mapping"),
        (
            lambda survey: survey.update(next_wave={"opens": "soon"}),
            "key 'next_wave.opens': found 'soon', ex",
        ),
    ],
)
def test_a_mistake_is_told_with_file_key_value_and_what_was_expected(
    change: Change, told: str, tmp_path: Path
) -> None:
    file = _changed(change, tmp_path)
    with pytest.raises(SurveyError) as refusal:
        read_survey(file)
    assert f"{file}, {told}" in str(refusal.value)


def test_the_step_says_which_answers_there_are(tmp_path: Path) -> None:
    tenths = read_survey(_changed(lambda survey: survey["scale"].update(step=0.1), tmp_path)).scale.answers
    assert (len(tenths), tenths[:4], tenths[-1]) == (31, (1.0, 1.1, 1.2, 1.3), 4.0)
    halves = read_survey(_changed(lambda survey: survey["scale"].update(step=0.5), tmp_path)).scale.answers
    assert halves == (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    content = {"publisher": {"name": "Ö"}, "next_wave": {"opens": "2030-03-01"}}
    read = read_survey(_changed(lambda survey: survey.update(content), tmp_path))
    write_survey(read, tmp_path / "again.yml")
    assert read_survey(tmp_path / "again.yml") == read


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    def drop_two(survey: dict[str, Any]) -> None:
        del survey["name"], survey["first_year"]

    with pytest.raises(SurveyError) as refusal:
        read_survey(_changed(drop_two, tmp_path))
    assert len(str(refusal.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["- a list", "name: [", b"name: \xff"])
def test_what_is_no_mapping_in_utf8_is_refused(text: str | bytes, tmp_path: Path) -> None:
    file = tmp_path / "survey.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SurveyError, match="expected"):
        read_survey(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="expected this file to say what the survey is"):
        read_survey(tmp_path / "survey.yml")


@pytest.mark.parametrize(
    ("lowest", "highest", "ticks"),
    [
        (1, 4, (1, 2, 3, 4)),
        (0, 10, tuple(range(11))),
        (-10, 10, tuple(range(-10, 11, 2))),
        (0, 13, (0, 13)),
    ],
)
def test_an_axis_numbers_as_many_steps_as_there_is_room_for(
    lowest: int, highest: int, ticks: tuple[int, ...]
) -> None:
    assert Scale(lowest=lowest, highest=highest, words={}).ticks == ticks
