"""The page on how certain the figures are: statements of the report, changes, their parts, who answered."""

from functools import partial
from itertools import chain

from dagster_project.languages import Language
from dagster_project.present.charts.certainty import parts_reach_of, reach_of
from dagster_project.present.model.release import Release
from dagster_project.present.outputs import Output
from dagster_project.present.site.pages import page, shared
from dagster_project.present.words.certainty import certainty_sentences
from dagster_project.present.words.claims import numbers_found, verdict_in_words
from dagster_project.present.words.language import MINUS

CLAIM_KINDS = ("finding", "method", "case", "disagreement")


def certainty_pages(release: Release, language: Language) -> list[Output]:
    """Return one page for each wave; that of the latest lies at certainty.html too."""
    pages = {f"certainty/{certainty.year}.html": certainty for certainty in release.certainties}
    return [
        page(
            "certainty.html",
            path,
            {"certainty": certainty, **shared(release)},
            language,
            sentences=certainty_sentences(certainty, language),
            reach=reach_of(chain.from_iterable(certainty.changes.values())),
            parts_reach=parts_reach_of(certainty.parts),
            claim_kinds=CLAIM_KINDS,
            verdict_in_words=partial(verdict_in_words, language=language),
            numbers_found=partial(numbers_found, language=language, minus=MINUS),
        )
        for path, certainty in {**pages, "certainty.html": release.certainties[-1]}.items()
    ]
