"""What the terminal shows of the current release: one query a view."""

from dataclasses import dataclass


class NothingToShowError(Exception):
    """There is no release yet, or nothing of that name in it."""


@dataclass(frozen=True)
class View:
    """A query over the marts and the title above its result."""

    title: str
    query: str


VIEWS = {
    "national": View(
        "National means, all responses and same respondent both years (1-4), beside the published ones",
        """
        select measure_id, respondent_base, survey_year, published_value as published,
            our_value_rounded as ours, outcome
        from marts.mart_published_reconciliation
        where figure_kind = 'mean'
        order by figure_id
        """,
    ),
}
