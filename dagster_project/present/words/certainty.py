"""Sentences on how certain the figures are, made of the marts' figures."""

from dagster_project.languages import Language
from dagster_project.present.model.printed_report import Claim
from dagster_project.present.model.results import Certainty
from dagster_project.present.model.rows import Change, Parts, Reliability
from dagster_project.present.words.breaks import change_on_common
from dagster_project.present.words.counted import counted, together
from dagster_project.present.words.language import change, exact, half_up, listed, texts_of
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
        sentences += [_total_change(total, certainty, language), questions_changed(changes, language)]
    parts = [row for row in certainty.parts if row.measure_level == "total"]
    sentences += [_parts(row, language) for row in parts if row.change_within_stayers is not None]
    return [*sentences, *_reliability(certainty, language), *_poststratified(certainty, language)]


def _total_change(total: Change, certainty: Certainty, language: Language) -> str:
    words = texts_of(language)["certainty"]
    if total.mean_change is None:
        is_other = total.is_series_broken and not total.n_indicators_common
        unknown = texts_of(language)["breaks"]["nothing_common"] if is_other else words["total_unknown"]
        return str(unknown.format(previous=certainty.previous))
    if total.is_series_broken:
        n, moved = total.n_indicators_common, total.mean_change
        return f"{change_on_common(n, moved, certainty.previous, language)} {confidence_of(total, language)}"
    line = words["total_unchanged" if half_up(total.mean_change, 2) == 0 else "total_change"]
    sentence = line.format(previous=certainty.previous, change=change(total.mean_change, language))
    return f"{sentence} {confidence_of(total, language)}"


def _claims(claims: list[Claim], language: Language) -> str:
    words = texts_of(language)["certainty"]
    verdicts = [claim.verdict for claim in claims]
    counts = [
        counted(words[forms], language, verdicts.count(verdict), len(claims))
        for forms, verdict in (
            ("claims_holding", "holds"),
            ("claims_failing", "does_not_hold"),
            ("claims_open", "cannot_be_told"),
        )
    ]
    parts = listed([part for part in counts if part], language)
    findings = [claim for claim in claims if claim.claim_kind == "finding" and claim.verdict == "holds"]
    n_supported = sum(claim.is_supported_by_interval is True for claim in findings)
    return together(
        [
            counted(words["claims_counted"], language, len(claims), len(claims), verdicts=parts),
            counted(words["findings_supported"], language, n_supported, len(findings)) if findings else None,
        ]
    )


def _parts(parts: Parts, language: Language) -> str:
    words = texts_of(language)["certainty"]
    parts_in_words = [
        text.format(value=change(value, language))
        for part, text in words["parts_of_change"].items()
        if (value := getattr(parts, part)) is not None
    ]
    whole = change(parts.change_of_national_mean, language)
    return str(words["parts_line"].format(change=whole, parts=listed(parts_in_words, language)))


def _reliability(certainty: Certainty, language: Language) -> list[str]:
    """Return in which cornerstone the questions are most and least consistent."""
    scales = [
        row
        for row in certainty.reliability
        if row.measure_level == "cornerstone" and row.cronbach_alpha is not None
    ]
    if not scales:
        return []
    low, high = min(scales, key=_alpha), max(scales, key=_alpha)
    words = texts_of(language)["certainty"]
    is_alike = exact(_alpha(low), language) == exact(_alpha(high), language)
    line = "reliability_alone" if len(scales) == 1 else f"reliability_{'alike' if is_alike else 'line'}"
    return [
        words[line].format(
            names=listed([label_of(row, language) for row in scales], language),
            high=label_of(high, language),
            high_alpha=exact(high.cronbach_alpha, language),
            low=label_of(low, language),
            low_alpha=exact(low.cronbach_alpha, language),
            enough=words["reliability_enough"],
        )
    ]


def _alpha(row: Reliability) -> float:
    return row.cronbach_alpha or 0.0


def _poststratified(certainty: Certainty, language: Language) -> list[str]:
    """Return what the mean would be had all size classes answered equally often."""
    total = next(mean for mean in certainty.means if mean.measure_level == "total")
    if total.poststratified_mean is None:
        return []
    mean, poststratified = exact(total.mean_score, language), exact(total.poststratified_mean, language)
    line = "poststratified_same" if mean == poststratified else "poststratified_line"
    return [texts_of(language)["certainty"][line].format(mean=mean, poststratified=poststratified)]
