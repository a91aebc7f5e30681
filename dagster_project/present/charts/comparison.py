"""A municipality's own values beside the nation's and its size class's."""

from collections.abc import Sequence
from functools import cache

import altair as alt

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import Picture, draw, picture
from dagster_project.present.charts.form import Form, finished_rows, named, placeholder, row_axis
from dagster_project.present.model.rows import OwnValue
from dagster_project.present.words.language import mean_or_reason, score, texts_of
from dagster_project.present.words.names import label_of

# What is drawn of every measure, the last on top.
MARKS = {
    "national_mean": '<path d="M0,-9V9" stroke="currentColor" stroke-width="3"/>',
    "size_class_mean": '<path d="M0,-6L6,0L0,6L-6,0z" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "own_value_previous_wave": '<circle r="5" fill="none" stroke="{colour}" stroke-width="2"/>',
    "own_value": '<circle r="6" fill="{colour}"/>',
}


@cache
def comparison_chart(language: Language) -> Form:
    """Return a chart with a line for each measure, the same for all municipalities, without any mark yet.

    Its rows: label, and a key at which marks are put in later.
    """
    return finished_rows(*placeholder(alt.Chart(named()).encode(y=row_axis()), language))


def comparison_picture(measures: Sequence[OwnValue], language: Language) -> Picture:
    """Return a municipality's values beside the nation's and its size class's."""
    rows = [{"key": row.measure_id, "label": label_of(row, language)} for row in measures]
    drawing = draw(comparison_chart(language), rows, language)
    for column, mark in MARKS.items():
        marks = {row.measure_id: mark.format(colour=row.colour) for row in measures}
        drawing = drawing.with_marks(marks, {row.measure_id: getattr(row, column) for row in measures})
    words = texts_of(language)["chart_alt"]
    lines = [
        words["comparison"].format(
            label=label_of(row, language),
            own=score(row.own_value, language),
            nation=score(row.national_mean, language),
            size_class=mean_or_reason(row.size_class_mean, row.size_class_reason_no_mean, language),
        )
        for row in measures
    ]
    return picture(drawing.svg, lines, language)
