"""Sentences on how certain the figures are, made of the marts' figures."""

from dagster_project.present.model.printed_report import Claim
from dagster_project.present.model.rows import Certainty, Parts
from dagster_project.present.words.language import Language, change, exact, texts_of
from dagster_project.present.words.names import label_of
from dagster_project.present.words.statements import confidence_of, questions_changed


def certainty_sentences(certainty: Certainty, language: Language) -> list[str]:
    """Return how certain the figures of a wave are, in sentences."""
    sentences = []
    if certainty.claims:
        sentences.append(_claims(certainty.claims, language))
    if certainty.changes:
        changes = certainty.changes["all"]
        total = next(row for row in changes if row.measure_level == "total")
        line = texts_of(language)["certainty"]["total_change"].format(
            previous=certainty.previous, change=change(total.mean_change, language)
        )
        sentences += [f"{line} {confidence_of(total, language)}", questions_changed(changes, language)]
    parts = [row for row in certainty.parts if row.measure_level == "total"]
    sentences += [_parts(row, language) for row in parts if row.change_within_stayed is not None]
    return [*sentences, *_reliability(certainty, language), *_poststratified(certainty, language)]


def _claims(claims: list[Claim], language: Language) -> str:
    findings = [claim for claim in claims if claim.claim_kind == "finding" and claim.verdict == "holds"]
    verdicts = [claim.verdict for claim in claims]
    return str(
        texts_of(language)["certainty"]["claims_counted"].format(
            n=len(claims),
            holds=verdicts.count("holds"),
            fails=verdicts.count("does_not_hold"),
            open=verdicts.count("cannot_be_told"),
            findings=len(findings),
            supported=sum(claim.is_supported_by_interval is True for claim in findings),
        )
    )


def _parts(parts: Parts, language: Language) -> str:
    return str(
        texts_of(language)["certainty"]["parts_line"].format(
            change=change(parts.change_of_national_mean, language),
            stayed=change(parts.change_within_stayed, language),
            came=change(parts.change_by_those_who_came, language),
            left=change(parts.change_by_those_who_left, language),
        )
    )


def _reliability(certainty: Certainty, language: Language) -> list[str]:
    """Return in which cornerstone the questions are most and least consistent."""
    scales = sorted(
        (row.cronbach_alpha, row.cornerstone_position, row)
        for row in certainty.reliability
        if row.measure_level == "cornerstone" and row.cronbach_alpha is not None
    )
    if not scales:
        return []
    (low_alpha, _, low), (high_alpha, _, high) = scales[0], scales[-1]
    return [
        texts_of(language)["certainty"]["reliability_line"].format(
            high=label_of(high, language),
            high_alpha=exact(high_alpha, language),
            low=label_of(low, language),
            low_alpha=exact(low_alpha, language),
        )
    ]


def _poststratified(certainty: Certainty, language: Language) -> list[str]:
    """Return what the mean would be had all size classes answered equally often."""
    total = next(mean for mean in certainty.means if mean.measure_level == "total")
    if total.poststratified_mean is None:
        return []
    return [
        texts_of(language)["certainty"]["poststratified_line"].format(
            mean=exact(total.mean_score, language),
            poststratified=exact(total.poststratified_mean, language),
        )
    ]
