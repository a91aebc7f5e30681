"""Sentences on the whole country, made of the marts' figures."""

from dagster_project.languages import Language
from dagster_project.present.model.results import Results, indicators
from dagster_project.present.model.rows import Bin, Change, Mean, Wave
from dagster_project.present.words.breaks import since_break
from dagster_project.present.words.counted import counted, together
from dagster_project.present.words.language import (
    change,
    count,
    exact,
    half_up,
    interval,
    listed,
    percent,
    score,
    texts_of,
)
from dagster_project.present.words.names import label_of

# Means that differ less than this are equal.
NO_DIFFERENCE = 1e-9


def national_sentences(results: Results, language: Language) -> list[str]:
    """Return the results of a wave in sentences; a difference from the wave before is always qualified."""
    means = results.means["all"]
    total = next(mean for mean in means if mean.measure_level == "total")
    sentences = [_answered(results.wave, language), _national_total(total, results.previous, language)]
    if total.change is not None and total.change.mean_change is not None:
        sentences.append(questions_changed([mean.change for mean in means if mean.change], language))
    for level in ("cornerstone", "indicator"):
        of_level = [mean for mean in means if mean.measure_level == level and mean.mean_score is not None]
        if len(of_level) > 1:
            sentences.append(_highest_and_lowest(of_level, level, language))
    return sentences


def _national_total(total: Mean, previous: int | None, language: Language) -> str:
    words = texts_of(language)["national"]
    if total.mean_score is None:
        return str(words["no_total"])
    sentence = str(words["total"].format(value=score(total.mean_score, language)))
    return together([sentence, _since(total, previous, language)])


def measure_sentence(mean: Mean, previous: int | None, language: Language) -> str:
    """Return a measure's mean of a wave; a difference from the wave before is always qualified."""
    words = texts_of(language)["measure_page"]
    if mean.mean_score is None:
        return str(words["no_mean"])
    sentence = counted(words["mean"], language, mean.n_responses, mean=score(mean.mean_score, language))
    return together([sentence, _since(mean, previous, language)])


def _since(mean: Mean, previous: int | None, language: Language) -> str | None:
    """Return how a mean has changed since the wave before, and how certain that is; None without a change."""
    since = mean.change
    if since is not None and since.is_series_broken:
        since_then = since_break(since, mean.previous_mean_score, since.mean_change, previous, language)
        return together(
            [since_then, confidence_of(since, language) if since.mean_change is not None else None]
        )
    if since is None or since.mean_change is None:
        return None
    is_unchanged = half_up(since.mean_change, 2) == 0
    moved = texts_of(language)["national"]["total_unchanged" if is_unchanged else "total_change"].format(
        previous=previous,
        before=score(mean.previous_mean_score, language),
        change=change(since.mean_change, language),
    )
    return together([moved, confidence_of(since, language)])


def _highest_and_lowest(means: list[Mean], level: str, language: Language) -> str:
    """Return which of several means are the highest and the lowest; those that tie are all named."""
    values = [mean.mean_score or 0.0 for mean in means]
    low, high = (
        [mean for mean, value in zip(means, values, strict=True) if abs(value - furthest) < NO_DIFFERENCE]
        for furthest in (min(values), max(values))
    )
    # Means that only their second decimal tells apart are shown with it.
    shown = score if score(min(values), language) != score(max(values), language) else exact
    is_alike = shown(min(values), language) == shown(max(values), language)
    return str(
        texts_of(language)["national"][f"{'alike' if is_alike else 'highest'}_{level}"].format(
            high=listed([label_of(mean, language) for mean in high], language),
            high_value=shown(max(values), language),
            low=listed([label_of(mean, language) for mean in low], language),
            low_value=shown(min(values), language),
        )
    )


def confidence_of(change: Change, language: Language) -> str:
    """Return how certain a change is: whether chance in who answered can explain it, with its interval."""
    confidence = texts_of(language)["confidence"]
    sentence = str(confidence[change.conclusion])
    if change.interval_lower is None:
        return sentence
    bounds = interval(change.interval_lower, change.interval_upper, language)
    return f"{sentence} {confidence['interval'].format(interval=bounds)}"


def questions_changed(changes: list[Change], language: Language) -> str:
    """Return which questions have changed more than chance explains, and that the others may be chance."""
    confidence = texts_of(language)["confidence"]
    questions = indicators(changes)
    named = {
        conclusion: [label_of(row, language) for row in questions if row.conclusion == conclusion]
        for conclusion in ("risen", "fallen", "may_be_chance", "cannot_be_told")
    }
    n_untested = len(named.pop("cannot_be_told"))
    n_others = len(named.pop("may_be_chance"))
    if not any(named.values()):
        return counted(confidence["no_question"], language, n_others, len(questions))
    return together(
        [
            *(
                confidence[f"questions_{conclusion}"].format(names=listed(names, language))
                for conclusion, names in named.items()
                if names
            ),
            counted(confidence["other_questions"], language, n_others),
            counted(confidence["untested_questions"], language, n_untested),
        ]
    )


def _answered(wave: Wave, language: Language) -> str:
    words = texts_of(language)["national"]
    sentences: list[str | None] = [
        counted(
            words["answered"],
            language,
            wave.n_answered,
            wave.n_invited,
            rate=percent(wave.response_rate, language),
            year=wave.survey_year,
        )
    ]
    if wave.previous_survey_year is not None and wave.n_answered:
        previous = wave.previous_survey_year
        sentences.append(
            counted(words["answered_before"], language, wave.n_both_waves, wave.n_answered, previous=previous)
        )
    return together([*sentences, _unknown_municipality(wave, language)])


def responses_sentence(wave: Wave, language: Language) -> str:
    """Return how many municipalities answered a wave, when, and how many of their submissions count."""
    words = texts_of(language)["participation"]
    return together(
        [
            counted(
                words["year_line"],
                language,
                wave.n_answered,
                wave.n_invited,
                year=wave.survey_year,
                rate=percent(wave.response_rate, language),
                opens=wave.fielding_opens,
                closes=wave.fielding_closes,
            ),
            _unknown_municipality(wave, language),
            counted(
                words["set_aside"],
                language,
                wave.n_submissions,
                counted=wave.n_counted,
                superseded=wave.n_superseded,
                empty=wave.n_empty,
            ),
            counted(words["rejected"], language, wave.n_rejected),
        ]
    )


def _unknown_municipality(wave: Wave, language: Language) -> str | None:
    """Return how many responses of no known municipality count, too; None without any."""
    if not wave.n_unknown_municipality:
        return None
    words, n_counted = texts_of(language)["national"], count(wave.n_counted, language)
    return counted(words["unknown"], language, wave.n_unknown_municipality, counted=n_counted)


def spread_sentence(bins: list[Bin], language: Language) -> str:
    """Return between which values the responses lie, from any bin of a measure's distribution."""
    spread = bins[0]
    lowest, highest = score(spread.lowest_score, language), score(spread.highest_score, language)
    return counted(
        texts_of(language)["national"]["quartiles"],
        language,
        spread.n_scored,
        spread.n_scored if lowest == highest else None,
        lower=score(spread.lower_quartile, language),
        median=score(spread.median_score, language),
        upper=score(spread.upper_quartile, language),
        lowest=lowest,
        highest=highest,
    )
