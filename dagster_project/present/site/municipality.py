"""One page for each municipality."""

from functools import partial

from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import Feedback
from dagster_project.present.outputs import Output
from dagster_project.present.site.national import shared
from dagster_project.present.site.pages import page
from dagster_project.present.words.language import Language
from dagster_project.present.words.municipality import figures_of, furthest, municipality_sentences


def municipality_page(release: Release, feedback: Feedback, language: Language) -> Output:
    """Return a municipality's page: its own results, or the nation's and how to take part."""
    return page(
        "municipality.html",
        f"municipality/{feedback.municipality.municipality_code}.html",
        {"feedback": feedback, **shared(release)},
        language,
        sentences=municipality_sentences(feedback, language),
        figures_of=partial(figures_of, language=language),
        furthest=furthest(feedback),
    )
