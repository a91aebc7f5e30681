"""Sentences on how sure the figures are, made of the marts' figures."""

from typing import Any

from dagster_project.present.charts.pictures import label_of
from dagster_project.present.figures import Row
from dagster_project.present.words.language import Language, change, exact, texts_of
from dagster_project.present.words.statements import hedge_of, questions_changed


def certainty_sentences(certainty: dict[str, Any], language: Language) -> list[str]:
    """Return what the figures of a wave can carry, in sentences.

    Args:
        certainty: what certainty.certainty_of returns.
        language: of the sentences.
    """
    sentences = []
    if certainty["claims"]:
        sentences.append(_claims(certainty["claims"], language))
    if certainty["changes"]:
        rows = certainty["changes"]["all"]
        total = next(row for row in rows if row["measure_id"] == "TOTAL")
        words = texts_of(language)["certainty"]
        line = words["total_change"].format(
            previous=certainty["previous"], change=change(total["change"], language)
        )
        sentences += [f"{line} {hedge_of(total, language)}", questions_changed(rows, language)]
    parts = [row for row in certainty["parts"] if row["measure_id"] == "TOTAL"]
    sentences += [_parts(row, language) for row in parts if row["change_within_stayed"] is not None]
    return sentences + _answers_together(certainty, language)


def _claims(claims: list[Row], language: Language) -> str:
    findings = [row for row in claims if row["claim_kind"] == "finding" and row["verdict"] == "holds"]
    verdicts = [row["verdict"] for row in claims]
    return str(
        texts_of(language)["certainty"]["claims_counted"].format(
            n=len(claims),
            holds=verdicts.count("holds"),
            fails=verdicts.count("does_not_hold"),
            open=verdicts.count("cannot_be_told"),
            findings=len(findings),
            supported=sum(row["is_supported_by_interval"] is True for row in findings),
        )
    )


def _parts(row: Row, language: Language) -> str:
    return str(
        texts_of(language)["certainty"]["parts_line"].format(
            change=change(row["change_of_national_mean"], language),
            stayed=change(row["change_within_stayed"], language),
            came=change(row["change_by_those_who_came"], language),
            left=change(row["change_by_those_who_left"], language),
        )
    )


def _answers_together(certainty: dict[str, Any], language: Language) -> list[str]:
    """Return whether questions hang together, and what the mean were had all size classes answered."""
    words, sentences = texts_of(language)["certainty"], []
    scales = sorted(
        (
            row
            for row in certainty["reliability"]
            if row["measure_level"] == "cornerstone" and row["cronbach_alpha"] is not None
        ),
        key=lambda row: row["cronbach_alpha"],
    )
    if scales:
        sentences.append(
            words["reliability_line"].format(
                high=label_of(scales[-1]["measure_id"], language),
                high_alpha=exact(scales[-1]["cronbach_alpha"], language),
                low=label_of(scales[0]["measure_id"], language),
                low_alpha=exact(scales[0]["cronbach_alpha"], language),
            )
        )
    total = next(row for row in certainty["means"] if row["measure_id"] == "TOTAL")
    if total["poststratified_mean"] is not None:
        sentences.append(
            words["poststratified_line"].format(
                mean=exact(total["mean_score"], language),
                poststratified=exact(total["poststratified_mean"], language),
            )
        )
    return sentences
