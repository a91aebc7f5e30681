"""Sentences made of the marts' figures."""

from dagster_project.present.model.rows import Change, Feedback, OwnValue, Results, Wave, indicators
from dagster_project.present.words.language import (
    Language,
    change,
    count,
    in_language,
    interval,
    listed,
    percent,
    score,
    texts_of,
)
from dagster_project.present.words.names import label_of

N_NAMED = 3
# A change smaller than this is none: values lie on steps of a tenth at least.
NO_CHANGE = 1e-9
# A heading of a municipality's page -> what its indicators have most of, and in which direction.
FURTHEST = {
    "strongest": ("difference_from_national_mean", 1),
    "weakest": ("difference_from_national_mean", -1),
    "risen": ("change_from_previous_wave", 1),
    "fallen": ("change_from_previous_wave", -1),
}
AGAINST_NATION = ("strongest", "weakest")


def national_sentences(results: Results, language: Language) -> list[str]:
    """Return the results of a wave in sentences; a difference from the wave before is always qualified."""
    words = texts_of(language)["national"]
    means = results.means["all"]
    total = next(mean for mean in means if mean.measure_level == "total")
    sentences = [
        _answered(results.wave, language),
        words["total"].format(value=score(total.mean_score, language)),
    ]
    if total.change is not None and total.change.mean_change is not None:
        sentences[-1] += " " + words["total_change"].format(
            previous=results.previous,
            before=score(total.previous_mean_score, language),
            change=change(total.change.mean_change, language),
        )
        sentences[-1] += " " + confidence_of(total.change, language)
        sentences.append(questions_changed([mean.change for mean in means if mean.change], language))
    for level in ("cornerstone", "indicator"):
        ranked = sorted(
            (mean for mean in means if mean.measure_level == level and mean.mean_score is not None),
            key=lambda mean: mean.mean_score or 0,
        )
        if ranked:
            low, high = ranked[0], ranked[-1]
            sentences.append(
                words[f"highest_{level}"].format(
                    high=label_of(high, language),
                    high_value=score(high.mean_score, language),
                    low=label_of(low, language),
                    low_value=score(low.mean_score, language),
                )
            )
    return sentences


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
        for conclusion in ("risen", "fallen")
    }
    if not any(named.values()):
        return str(confidence["no_question"].format(n=len(questions)))
    sentences = [
        confidence[f"questions_{conclusion}"].format(names=listed(names, language))
        for conclusion, names in named.items()
        if names
    ]
    return " ".join([*sentences, confidence["other_questions"]])


def _answered(wave: Wave, language: Language) -> str:
    words = texts_of(language)["national"]
    sentence = words["answered"].format(
        answered=count(wave.n_answered, language),
        invited=count(wave.n_invited, language),
        rate=percent(wave.n_answered / wave.n_invited, language),
        year=wave.survey_year,
    )
    if wave.previous_survey_year is not None:
        sentence += " " + words["answered_before"].format(
            both=count(wave.n_both_waves, language), previous=wave.previous_survey_year
        )
    if wave.n_unknown_municipality:
        sentence += " " + words["unknown"].format(
            n=wave.n_unknown_municipality, counted=count(wave.n_counted, language)
        )
    return str(sentence)


def municipality_sentences(feedback: Feedback, language: Language) -> list[str]:
    """Return who answered for a municipality, and its value of the whole survey; [] if it never answered."""
    if not feedback.measures:
        return []
    words = texts_of(language)["municipality"]
    place = feedback.municipality
    about = []
    if feedback.year != feedback.latest:
        about.append(
            words["not_latest"].format(
                name=place.municipality_name, latest=feedback.latest, year=feedback.year
            )
        )
    if role := in_language(place, "role_name", language):
        # IT-chefer, IT managers: an abbreviation keeps its capitals.
        about.append(
            words["respondent"].format(role=role if role[:2].isupper() else role[0].lower() + role[1:])
        )
    if feedback.previous:
        is_same = place.is_same_respondent_as_previous_wave
        who = {True: "same_respondent", False: "other_respondent", None: "unknown_respondent"}[is_same]
        about.append(words[who].format(previous=feedback.previous))
    about.append(words["one_answer"])
    total = next(row for row in feedback.measures if row.measure_level == "total")
    return [" ".join(about), _total(total, feedback.previous, language)]


def _total(total: OwnValue, previous: int | None, language: Language) -> str:
    words = texts_of(language)["municipality"]
    if total.own_value is None:
        return str(words["no_value"])
    sentence = words["total" if total.size_class_mean is not None else "total_without_class"].format(
        own=score(total.own_value, language),
        nation=score(total.national_mean, language),
        size_class=score(total.size_class_mean, language),
        rank=total.value_rank,
        of=total.n_ranked,
    )
    if total.is_within_national_interval:
        sentence += " " + words["within"]
    if total.change_from_previous_wave is not None:
        sentence += " " + words["total_change"].format(
            previous=previous,
            before=score(total.own_value_previous_wave, language),
            change=change(total.change_from_previous_wave, language),
        )
    return str(sentence)


def furthest(feedback: Feedback) -> dict[str, list[OwnValue]]:
    """Return up to three indicators for each heading of FURTHEST, the furthest first.

    Without a wave before, there is none that has risen or fallen.
    """
    found = {}
    for heading, (column, direction) in FURTHEST.items():
        values = {row.measure_id: direction * (getattr(row, column) or 0) for row in feedback.measures}
        moved = [row for row in indicators(feedback.measures) if values[row.measure_id] > NO_CHANGE]
        found[heading] = sorted(moved, key=lambda row: -values[row.measure_id])[:N_NAMED]
    return found if feedback.previous else {key: found[key] for key in AGAINST_NATION}


def figures_of(row: OwnValue, heading: str, language: Language) -> str:
    """Return an indicator's figures as words under a heading of FURTHEST.

    A difference from the nation is qualified; a municipality's own change is a fact.
    """
    words = texts_of(language)["municipality"]
    is_against = heading in AGAINST_NATION
    figures = words["against" if is_against else "from_to"].format(
        own=score(row.own_value, language),
        nation=score(row.national_mean, language),
        difference=change(row.difference_from_national_mean, language),
        before=score(row.own_value_previous_wave, language),
        change=change(row.change_from_previous_wave, language),
    )
    if is_against and row.is_within_national_interval:
        figures += words["within_short"]
    return str(figures)
