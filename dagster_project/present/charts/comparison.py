"""A municipality's own values beside the nation's and its size class's."""

from collections.abc import Sequence

from dagster_project.languages import Language
from dagster_project.present.charts.drawing import (
    Axis,
    Picture,
    Row,
    diamond,
    dot,
    picture,
    ring,
    rows_svg,
    scale_axis,
    upright,
)
from dagster_project.present.model.rows import OwnValue
from dagster_project.present.words.language import mean_or_reason, score, texts_of
from dagster_project.present.words.names import label_of


def comparison_picture(measures: Sequence[OwnValue], language: Language) -> Picture:
    """Return a municipality's values beside the nation's and its size class's."""
    axis = scale_axis(language)
    svg = rows_svg([Row(label_of(row, language), _marks(row, axis), "") for row in measures], axis)
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
    return picture(svg, lines, language)


def _marks(row: OwnValue, axis: Axis) -> str:
    """Return what is drawn of a measure, the last on top."""
    return (
        upright(axis.x(row.national_mean), 9, 'stroke="currentColor" stroke-width="3"')
        + diamond(axis.x(row.size_class_mean))
        + ring(axis.x(row.own_value_previous_wave), row.colour, 5)
        + dot(axis.x(row.own_value), row.colour, 6)
    )
