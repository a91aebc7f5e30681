"""Charts, colours, numbers and texts, each on its own."""

import re
import string
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from dagster_project.languages import CONVENTIONS
from dagster_project.present.charts.comparison import comparison_picture
from dagster_project.present.charts.distribution import distribution_picture, most_in_a_bin
from dagster_project.present.charts.drawing import PLOT_WIDTH, Axis, Row, rows_svg, scale_axis
from dagster_project.present.charts.means import means_picture
from dagster_project.present.charts.palette import BAR, dark_map_steps, map_steps
from dagster_project.present.site import national
from dagster_project.present.site.map import inset, outlines
from dagster_project.present.site.national import class_of, step_of
from dagster_project.present.words import language, municipality, names
from dagster_project.survey import survey
from tests.exports import REFERENCE
from tests.present.rows import feedback, half_step, mean, own_value

MEASURE_COLOURS = [BAR, *pd.read_csv(REFERENCE / "cornerstones.csv")["colour"]]
PAGE_COLOURS = {"light": "#ffffff", "light panel": "#f2f5f7", "dark": "#12171b"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", MEASURE_COLOURS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_page(colour: str, scheme: str) -> None:
    assert contrast(colour, PAGE_COLOURS[scheme]) >= 3


@pytest.mark.parametrize("colour", MEASURE_COLOURS)
def test_map_steps_differ_in_grey_too_and_go_towards_the_ink(colour: str) -> None:
    light = [luminance(step) for step in map_steps(colour)]
    dark = [luminance(step) for step in dark_map_steps(colour)]
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)
    assert all(one > 1.2 * other for steps in (light, dark[::-1]) for one, other in pairwise(steps))


def test_classes_of_the_map_do_not_overlap() -> None:
    classes = [class_of(step) for step in range(1, 7)]
    assert classes[0] == (1.0, 1.4)
    assert classes[-1] == (3.5, 4.0)
    assert all(high < low for (_, high), (low, _) in pairwise(classes))
    assert [step_of(bound) for each in classes for bound in each] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


@pytest.mark.parametrize(
    ("lowest", "highest", "n_classes"), [(0, 1, 2), (1, 4, 6), (1, 5, 4), (1, 7, 6), (0, 10, 5), (-50, 50, 6)]
)
def test_classes_of_the_map_cover_every_scale_evenly(
    monkeypatch: pytest.MonkeyPatch, lowest: int, highest: int, n_classes: int
) -> None:
    scale = SimpleNamespace(lowest=lowest, highest=highest)
    monkeypatch.setattr(national, "survey", lambda: SimpleNamespace(scale=scale))
    classes = [national.class_of(step) for step in range(1, national.n_steps() + 1)]
    assert len(classes) == n_classes
    assert (classes[0][0], classes[-1][1]) == (lowest, highest)
    widths = [following - low for (low, _), (following, _) in pairwise(classes)]
    assert len(set(widths)) == 1
    assert 0 < highest - classes[-1][0] <= widths[0]
    for step, bounds in enumerate(classes, start=1):
        assert [national.step_of(bound) for bound in bounds] == [step, step]


def test_inset_holds_the_county_of_stockholm() -> None:
    codes, (left, top, width, height) = inset()
    shapes, _ = outlines()
    assert len(codes) == 26
    assert all(left < shapes[code].x < left + width and top < shapes[code].y < top + height for code in codes)


def test_marks_lie_where_their_values_are() -> None:
    axis = scale_axis("sv")
    assert (axis.x(1), axis.x(2.5), axis.x(4), axis.x(None)) == (0, PLOT_WIDTH / 2, PLOT_WIDTH, None)
    rows = [own_value("SL1", own_value=4.0, own_value_previous_wave=1.0), own_value("SL2", own_value=None)]
    svg = comparison_picture(rows, "sv").svg
    assert re.findall(r'<circle cx="([\d.]+)"[^>]* fill="#', svg) == ["205.0"]
    assert re.findall(r'<circle cx="([\d.]+)"[^>]* fill="none"', svg) == ["0.0"]


def test_charts_break_long_labels_and_show_them_as_text() -> None:
    axis = Axis(0, 1, ((0, ("0",)), (1, ("1",))))
    label = "<b>70,000</b> inhabitants & more than that"
    chart = ElementTree.fromstring(rows_svg([Row(label, "", "0.5"), Row("short", "", "1")], axis))
    lines = [text.text or "" for text in chart.iter("{http://www.w3.org/2000/svg}text")]
    assert " ".join(lines) == f"0 1 {label} 0.5 short 1"
    assert max(map(len, lines)) <= 26


@pytest.mark.parametrize(
    ("most", "numbers"),
    [
        (1, ["0", "1"]),
        (4, ["0", "1", "2", "3", "4"]),
        (47, ["0", "10", "20", "30", "40"]),
        (2600, ["0", "1 000", "2 000"]),
    ],
)
def test_histograms_have_round_numbers_of_responses(most: int, numbers: list[str]) -> None:
    svg = distribution_picture([half_step(most)], 2.0, most, "sv").svg
    assert re.findall(r'text-anchor="end">([^<]+)<', svg.replace("\u00a0", " ")) == numbers


def test_a_question_that_nobody_answered_has_an_empty_histogram() -> None:
    empty = [half_step(0)]
    most = most_in_a_bin({"SL1": empty}, ["SL1"])
    assert most_in_a_bin({}, ["SL1"]) == most == 1
    assert "<svg" in distribution_picture(empty, None, most, "sv").svg


def test_scale_is_whole_and_carries_its_words() -> None:
    picture = means_picture([mean("SL1", mean_score=2.24)], None, "sv")
    for word in ("inte alls", "i viss", "i stor", "fullt ut"):
        assert word in picture.svg
    assert "2,2" in picture.svg
    assert picture.alt == "Diagram: SL1 Namnet på SL1 2,2."


def test_every_municipality_has_an_outline_within_the_map() -> None:
    shapes, height = outlines()
    assert len(shapes) == 290
    assert all(0 <= shape.x <= 440 and 0 <= shape.y <= height for shape in shapes.values())
    # Kiruna in the north, Trelleborg in the south, Strömstad in the west, Haparanda in the east.
    assert shapes["2584"].y < shapes["1287"].y
    assert shapes["1486"].x < shapes["2583"].x


@pytest.mark.parametrize(
    ("value", "step"), [(None, 0), (1.0, 1), (1.44, 1), (1.45, 2), (1.5, 2), (2.5, 4), (3.45, 6), (4.0, 6)]
)
def test_map_step(value: float | None, step: int) -> None:
    assert step_of(value) == step


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (language.score(2.25, "sv"), "2,3"),
        (language.score(2.249999999999, "en"), "2.3"),
        (language.score(2.2499, "en"), "2.2"),
        (language.score(None, "sv"), "–"),
        (language.change(-1.6, "sv"), "−1,60"),
        (language.change(0.001, "en"), "±0.00"),
        (language.percent(0.505, "sv"), "51\u00a0%"),
        (language.count(12145, "en"), "12,145"),
        (language.spans([2006, 2007], "sv"), "2006 och 2007"),
        (language.spans([2006, 2007, 2009], "en"), "2006, 2007 and 2009"),
        (language.spans([2006, 2007, 2008, 2010], "en"), "2006–2008 and 2010"),
        (language.spans(list(range(2006, 2026, 2)), "en"), "2006–2024, 10 waves"),
        (language.listed(["2006", "2007", "2008"], "sv"), "2006, 2007 och 2008"),
    ],
)
def test_numbers_as_each_language_writes_them(written: str, expected: str) -> None:
    assert written.replace(" ", "\u00a0") == expected.replace(" ", "\u00a0")


def fields(text: Any) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name}


def translations(entry: Any, key: str = "") -> list[tuple[str, list[Any]]]:
    """Return each text's key, and the text in every language."""
    if set(entry) & set(CONVENTIONS):
        assert set(entry) == set(CONVENTIONS), key
        return [(key, list(entry.values()))]
    return [found for name, value in entry.items() for found in translations(value, f"{key}.{name}")]


def test_all_languages_say_the_same_things() -> None:
    for key, texts in translations(language.all_texts()):
        assert len({type(text) for text in texts}) == 1, key
        if isinstance(texts[0], str):
            assert len({frozenset(fields(text)) for text in texts}) == 1, key
        else:
            assert len({len(text) for text in texts}) == 1, key


def test_strongest_and_weakest_are_the_furthest_and_never_the_same() -> None:
    differences = enumerate([0.5, -0.2, None, 1.5, 0.0, 0.7, 0.6])
    rows = [own_value(f"SL{i}", difference_from_national_mean=value) for i, value in differences]
    found = municipality.furthest(feedback(rows))
    assert [row.measure_id for row in found["strongest"]] == ["SL3", "SL5", "SL6"]
    assert [row.measure_id for row in found["weakest"]] == ["SL1"]
    assert list(found) == ["strongest", "weakest"]
    both = municipality.furthest(feedback([*rows, own_value("SI1", own_value_previous_wave=2.0)]))
    assert both == found | {"risen": [], "fallen": []}


@pytest.mark.parametrize(
    ("changes", "more"), [([1, 1, 1], 0), ([2, 1, 1, 1, 1], 2), ([2, 2, 2, 1], 0), ([1], 0)]
)
def test_questions_that_are_as_far_as_the_last_named_are_counted(changes: list[float], more: int) -> None:
    rows = [
        own_value(f"SL{i}", own_value_previous_wave=1.0, change_from_previous_wave=value)
        for i, value in enumerate(changes)
    ]
    assert municipality.as_far(feedback(rows), "risen") == more
    assert municipality.as_far(feedback(rows), "fallen") == 0


def test_a_measure_has_its_short_name_else_its_name() -> None:
    assert names.label_of(mean("DT1", measure_short_en="Open data"), "en") == "DT1 Open data"
    assert names.label_of(mean("DT1"), "en") == "DT1 Name of DT1"
    assert names.label_of(mean("DT", measure_level="cornerstone", measure_short_sv="Data"), "sv") == "Data"
    assert names.label_of(mean("TOTAL"), "en") == names.full_name(mean("TOTAL"), "en") == "Name of TOTAL"
    assert language.texts_of("sv")["total_name"] == survey().total.name["sv"]
