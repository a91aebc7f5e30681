"""A municipality's own values beside the nation's and its size class's."""

from functools import cache

import altair as alt

from dagster_project.present.charts.drawing import Form, finished_rows, named, row_axis
from dagster_project.present.charts.marks import placeholder
from dagster_project.present.words.language import Language

OWN_MARK = '<circle r="6" fill="{colour}"/>'
PREVIOUS_MARK = '<circle r="5" fill="none" stroke="{colour}" stroke-width="2"/>'
NATION_MARK = '<path d="M0,-9V9" stroke="currentColor" stroke-width="3"/>'
SIZE_CLASS_MARK = '<path d="M0,-6L6,0L0,6L-6,0z" fill="none" stroke="currentColor" stroke-width="1.5"/>'
OWN_LINE = '<path d="M0,-55V55" stroke="{colour}" stroke-width="3"/><circle r="6" cy="-55" fill="{colour}"/>'


@cache
def comparison_chart(language: Language) -> Form:
    """Return a chart with a line for each measure, the same for all municipalities, without any mark yet.

    Its rows: label, and a key at which marks are put in later.
    """
    lines = placeholder(alt.Chart(named()).encode(y=row_axis()), language)
    return finished_rows(*lines)
