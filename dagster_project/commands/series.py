"""What the terminal shows of all waves: the nation's means, or one municipality's values."""

from functools import partial

from dagster_project.commands.records import Records, fields_of
from dagster_project.commands.views import HEADINGS, View
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import Municipality
from dagster_project.present.words.breaks import MARK
from dagster_project.present.words.language import mean_or_reason


def series_view(place: Municipality | None) -> View:
    """Return the view of all waves: of the nation's means, or of one municipality's values."""
    whose = f"{place.municipality_name}'s values" if place else "National means"
    return View(
        f"{whose} over all waves ({{scale}};\n* the question has changed since the value before)",
        partial(_municipality_series, place.municipality_code) if place else _national_series,
        lines=("survey_year",),
        headings=("measure_id",),
        cells="shown",
        words=HEADINGS,
    )


def _national_series(release: Release) -> Records:
    return [
        {
            **fields_of(point, "survey_year measure_id measure_name_sv n_responses mean_score"),
            **fields_of(point, "interval_lower interval_upper is_series_broken"),
            "shown": _broken(
                point.is_series_broken, mean_or_reason(point.mean_score, point.reason_no_mean, "en")
            ),
        }
        for point in release.national_series
        if point.size_class_id is None and point.measure_level != "indicator"
    ]


def _municipality_series(code: str, release: Release) -> Records:
    return [
        {
            **fields_of(row, "survey_year measure_id measure_name_sv own_value change_from_previous_wave"),
            "is_series_broken": row.is_series_broken,
            "shown": _broken(row.is_series_broken, mean_or_reason(row.own_value, None, "en")),
        }
        for row in release.own_values
        if row.municipality_code == code and row.measure_level != "indicator"
    ]


def _broken(is_broken: bool, text: str) -> str:
    """Return a value with the mark of a question that has changed since the value before."""
    return text + MARK if is_broken else text
