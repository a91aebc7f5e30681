"""What the terminal shows of a release: a view for each kind of result."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from dagster_project.commands.records import (
    Records,
    change_records,
    claim_records,
    municipality_records,
    national_records,
    participation_records,
    records_by_role,
    records_by_size,
    shown_years,
)
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import Municipality, Wave
from dagster_project.survey import survey

HEADINGS = {
    "survey_year": "Year",
    "size_class": "Size class",
    "n_responses": "n",
    "n_base": "n",
    "n_invited": "Asked",
    "n_answered": "Answered",
    "group_name": "County or size class",
    "response_rate_percent": "Per cent",
    "n_both_waves": "Also before",
    "measure": "Question",
    "TOTAL": "All",
    "all": "All",
    "both_years": "Both",
    "same_respondent": "Same",
    "written_change": "Change",
    "written_interval": "95 % interval",
    "in_words": "How certain",
    "claim_id": "",
    "claim_en": "Statement",
    "is_it_so": "Does it hold?",
    "numbers_found": "What the answers show",
    "written_own": "Own",
    "written_nation": "Nation",
    "written_rank": "Rank",
    "written_before": "Before",
}
BASES = {
    "all": "all responses",
    "both_years": "municipalities that answered both years",
    "same_respondent": "the same person answered both years",
}


@dataclass(frozen=True)
class View:
    """A title, the rows that it shows, and for long tables what to spread over columns.

    `rows`: of a release and one of its waves, or of a release alone where a view is not of one wave.

    Spread out, there is one line for each value of `lines`, one column for each value of `headings`, and
    `cells` fills them. `columns` are those that a terminal has room for, where it is not all. `split_by`: a
    table for each of its values. `words`: column or value -> what a person reads.
    """

    title: str
    rows: Callable[..., Records]
    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: str = ""
    columns: tuple[str, ...] = ()
    split_by: str = ""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The title, with the limits of the scale for `{scale}`."""
        return self.title.replace("{scale}", survey().scale.limits)


VIEWS = {
    "size": View(
        "Means by size class, all responses ({scale})",
        records_by_size,
        lines=("survey_year", "size_class", "n_base", "n_invited"),
        headings=("measure_id",),
        cells="shown",
        words=HEADINGS,
    ),
    "role": View(
        "Means by the respondent's role, all responses ({scale})",
        records_by_role,
        lines=("survey_year", "role", "n_base"),
        headings=("measure_id",),
        cells="shown",
        words=HEADINGS,
    ),
    "participation": View("Who answered, by county and size class", participation_records, words=HEADINGS),
    "change": View(
        "What changed since the wave before (steps of the scale {scale})",
        change_records,
        columns=("measure", "written_change", "written_interval", "in_words"),
        split_by="respondent_base",
        words=HEADINGS | BASES,
    ),
    "claims": View(
        "What the report on 2006 and 2007 says, and whether the answers support it",
        claim_records,
        columns=("claim_id", "claim_en", "is_it_so", "numbers_found"),
        words=HEADINGS,
    ),
}


def _has_published(release: Release, wave: Wave) -> bool:
    """Return whether the printed report has means of a wave that is shown."""
    return any(row.survey_year in shown_years(wave) for row in release.published_means)


def national_view(release: Release, wave: Wave) -> View:
    """Return the view of the national means, beside the published ones of the waves shown, if any."""
    published = " (as published)" if _has_published(release, wave) else ""
    has_panel = any(
        mean.respondent_base != "all" and mean.panel_to_year == wave.survey_year for mean in release.means
    )
    return View(
        f"National means on the scale {{scale}}: ours{published},\n"
        f"of all responses{' and of those where the same person answered both years' * has_panel}",
        national_records,
        lines=("measure",),
        headings=("respondent_base", "survey_year"),
        cells="ours_and_published",
        words=HEADINGS,
    )


def municipality_view(place: Municipality, wave: Wave) -> View:
    """Return the view of one municipality's values in one wave."""
    return View(
        f"{place.municipality_name} in {wave.survey_year} beside the nation "
        "({scale}; rank 1 is the highest)",
        partial(municipality_records, place.municipality_code),
        columns=(
            "measure",
            "written_before",
            "written_own",
            "written_change",
            "written_nation",
            "written_rank",
        ),
        words=HEADINGS,
    )
