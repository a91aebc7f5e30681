"""A picture for those who would rather look than read."""

import altair as alt
import pandas as pd
import vl_convert


def national_means_chart(means: pd.DataFrame) -> bytes:
    """Return a PNG of the national means of the cornerstones and the total, side by side per wave.

    Args:
        means: measure_id, survey_year and mean_score (1-4) of the base `all`.
    """
    chart = (
        alt.Chart(means.assign(survey_year=means["survey_year"].astype(str)))
        .mark_bar()
        .encode(
            x=alt.X("survey_year:N", title=None),
            y=alt.Y("mean_score:Q", title="mean (1-4)", scale=alt.Scale(domain=[1, 4], clamp=True)),
            color=alt.Color("survey_year:N", title=None, scale=alt.Scale(scheme="tableau10")),
            column=alt.Column("measure_id:N", title=None, sort=["SL", "SI", "FK", "IP", "TOTAL"]),
        )
        .properties(width=70, height=160)
    )
    return bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=2))
