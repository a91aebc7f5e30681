"""Charts with the words that say the same: the alternative text is made of the chart's own rows."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from dagster_project.present.charts.distribution import distribution_chart
from dagster_project.present.charts.drawing import to_svg, with_rows
from dagster_project.present.charts.marks import OwnChart, draw_once
from dagster_project.present.charts.means import means_chart
from dagster_project.present.charts.own import (
    NATION_MARK,
    OWN_LINE,
    OWN_MARK,
    PREVIOUS_MARK,
    SIZE_CLASS_MARK,
    comparison_chart,
)
from dagster_project.present.charts.palette import colour_of
from dagster_project.present.charts.rates import rates_chart
from dagster_project.present.words.language import Language, mean_or_reason, percent, score, texts_of

Row = dict[str, Any]
# What is drawn of every measure, the last on top.
MARKS = (
    (NATION_MARK, "national_mean"),
    (SIZE_CLASS_MARK, "size_class_mean"),
    (PREVIOUS_MARK, "previous_value"),
    (OWN_MARK, "own_value"),
)


class Picture(NamedTuple):
    """A chart as SVG and in words."""

    svg: str
    alt: str


def label_of(measure_id: str, language: Language) -> str:
    """Return the short name of a measure; that of an indicator begins with its id."""
    name = texts_of(language)["short_names"].get(measure_id)
    if name is None:
        return measure_id
    return f"{measure_id} {name}" if measure_id[-1].isdigit() else str(name)


def full_name(row: Row, language: Language) -> str:
    """Return the id of a row's measure and what was asked; the whole survey has no id."""
    if row["measure_id"] == "TOTAL":
        return str(texts_of(language)["total_name"])
    return f"{row['measure_id']} {row[f'name_{language}']}"


def means_picture(rows: list[Row], previous_year: int | None, language: Language) -> Picture:
    """Return the chart of means beside the wave before.

    Args:
        rows: label, colour, value and previous (1-4 or None), and the value as `written`, line by line.
        previous_year: the wave before; None if there is none.
        language: of scale and words.
    """
    words = texts_of(language)["chart_alt"]
    lines = [
        words["mean_now" if row["previous"] is None else "mean_both"].format(
            label=row["label"],
            value=row["written"],
            previous=previous_year,
            before=score(row["previous"], language),
        )
        for row in rows
    ]
    return Picture(_means_svg(_key(rows), language), words["means"].format(rows="; ".join(lines)))


def distribution_picture(measure_id: str, bins: list[Row], mean: float | None, language: Language) -> Picture:
    """Return the histogram of all responses with the national mean."""
    chart = _distribution(measure_id, _key(bins), mean, language)
    return Picture(chart.svg, _distribution_words(bins, language))


def own_distribution_picture(measure: Row, bins: list[Row], name: str, language: Language) -> Picture:
    """Return the histogram of all responses with one municipality's mark.

    Args:
        measure: measure_id, own_value and national_mean.
        bins: bin_from, bin_to and n_responses.
        name: the municipality.
        language: of scale and words.
    """
    chart = _distribution(measure["measure_id"], _key(bins), measure["national_mean"], language)
    mark = OWN_LINE.format(colour=colour_of(measure["measure_id"]))
    own = texts_of(language)["chart_alt"]["own_mark"].format(
        name=name, own=score(measure["own_value"], language)
    )
    marked = chart.with_marks({"own": mark}, {"own": measure["own_value"]})
    return Picture(marked.svg, f"{own} {_distribution_words(bins, language)}")


def comparison_picture(measures: list[Row], language: Language) -> Picture:
    """Return a municipality's values beside the nation's and its size class's.

    Args:
        measures: measure_id, own_value, previous_value, national_mean, size_class_mean and why it is missing.
        language: of scale and words.
    """
    lines_of_chart = [
        {"key": row["measure_id"], "label": label_of(row["measure_id"], language)} for row in measures
    ]
    chart = _comparison(_key(lines_of_chart), language)
    for mark, column in MARKS:
        marks = {row["measure_id"]: mark.format(colour=colour_of(row["measure_id"])) for row in measures}
        chart = chart.with_marks(marks, {row["measure_id"]: row[column] for row in measures})
    words = texts_of(language)["chart_alt"]
    lines = [
        words["comparison"].format(
            label=label_of(row["measure_id"], language),
            own=score(row["own_value"], language),
            nation=score(row["national_mean"], language),
            size_class=mean_or_reason(row["size_class_mean"], row["size_class_reason_no_mean"], language),
        )
        for row in measures
    ]
    return Picture(chart.svg, words["means"].format(rows="; ".join(lines)))


def rates_picture(rows: list[Row], language: Language) -> Picture:
    """Return the bar chart of response rates: label and rate (0-1)."""
    lines = [f"{row['label']} {percent(row['rate'], language)}" for row in rows]
    alt = texts_of(language)["chart_alt"]["means"].format(rows="; ".join(lines))
    return Picture(_rates_svg(_key(rows), language), alt)


def _distribution_words(bins: list[Row], language: Language) -> str:
    words = texts_of(language)["chart_alt"]
    rows = [
        words["bin"].format(
            low=score(row["bin_from"], language), high=score(row["bin_to"], language), n=row["n_responses"]
        )
        for row in bins
    ]
    return str(words["distribution"].format(rows="; ".join(rows)))


def _key(rows: list[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _means_svg(rows: str, language: Language) -> str:
    return to_svg(with_rows(means_chart(language), json.loads(rows)), language)


@lru_cache(maxsize=256)
def _rates_svg(rows: str, language: Language) -> str:
    shown = [{**row, "written": percent(row["rate"], language)} for row in json.loads(rows)]
    return to_svg(with_rows(rates_chart(), shown), language)


@lru_cache(maxsize=256)
def _distribution(measure_id: str, bins: str, mean: float | None, language: Language) -> OwnChart:
    rows = [{**row, "colour": colour_of(measure_id)} for row in json.loads(bins)]
    nation = [{"value": mean, "key": "own"}]
    return draw_once(with_rows(distribution_chart(language), rows, nation=nation), language)


@lru_cache(maxsize=1024)
def _comparison(rows: str, language: Language) -> OwnChart:
    return draw_once(with_rows(comparison_chart(language), json.loads(rows)), language)
