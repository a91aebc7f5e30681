"""Pages of counties, and the comparison of municipalities."""

from dagster_project.languages import Language
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import by, indicators, summary, turnouts
from dagster_project.present.model.rows import Participant
from dagster_project.present.outputs import Output
from dagster_project.present.site.pages import page, shared
from dagster_project.survey import survey

# How many municipalities can be compared at a time: as many as there are colours and shapes in compare.js.
MOST_COMPARED = 5


def compare_page(release: Release, language: Language) -> Output:
    """Return the page on which some municipalities are compared; a script fills it."""
    measures = release.measures
    ordered = [
        row
        for cornerstone in summary(measures)[1:]
        for row in (cornerstone, *indicators(measures, cornerstone.cornerstone_id))
    ]
    shows = {"measures": measures, "ordered": ordered, **shared(release)}
    return page("compare.html", "compare.html", shows, language, scale=survey().scale, most=MOST_COMPARED)


def county_pages(release: Release, language: Language) -> list[Output]:
    """Return a page for each county: its municipalities in the latest wave, and how many answered."""
    latest = release.results[-1]
    participants = [row for row in release.participants if row.survey_year == latest.year]
    answered = turnouts(participants, "county_name")
    values = by("municipality_code", [row for row in release.own_values if row.survey_year == latest.year])

    def row_of(participant: Participant) -> dict[str, object]:
        code = participant.municipality_code
        return {
            "code": code,
            "name": participant.municipality_name,
            "population": participant.population,
            "values": {own.measure_id: own for own in summary(values.get(code, []))},
        }

    return [
        page(
            "county.html",
            f"county/{code}.html",
            {
                "county": {"code": code, "name": rows[0].county_name},
                "year": latest.year,
                "turnout": answered[rows[0].county_name][latest.year],
                "rows": [row_of(row) for row in rows],
                "answered": [row.municipality_code for row in rows if row.has_answered],
                "measures": summary(latest.means["all"]),
                **shared(release),
            },
            language,
            most=MOST_COMPARED,
        )
        for code, rows in by("county_code", participants).items()
    ]
