"""Sentences made of the marts' figures."""

from typing import Any

from dagster_project.present.charts.pictures import label_of
from dagster_project.present.figures import Row
from dagster_project.present.words.language import (
    Language,
    change,
    count,
    interval,
    listed,
    percent,
    score,
    texts_of,
)

N_NAMED = 3
# A change smaller than this is none: values lie on steps of a tenth at least.
NO_CHANGE = 1e-9


def national_sentences(result: dict[str, Any], language: Language) -> list[str]:
    """Return what a wave came to, in sentences; a difference from the wave before never without its hedge.

    Args:
        result: what national.results_of returns.
        language: of the sentences.
    """
    words = texts_of(language)["national"]
    wave, rows = result["wave"], result["means"]["all"]
    total = next(row for row in rows if row["measure_id"] == "TOTAL")
    sentences = [_answered(wave, language), words["total"].format(value=score(total["mean_score"], language))]
    if total["change"] is not None:
        sentences[-1] += " " + words["total_change"].format(
            previous=result["previous"],
            before=score(total["previous_mean_score"], language),
            change=change(total["change"], language),
        )
        sentences[-1] += " " + hedge_of(total, language)
        sentences.append(questions_changed(rows, language))
    for level in ("cornerstone", "indicator"):
        ranked = sorted(
            (row for row in rows if row["measure_level"] == level and row["mean_score"] is not None),
            key=lambda row: row["mean_score"],
        )
        if ranked:
            sentences.append(
                words[f"highest_{level}"].format(
                    high=label_of(ranked[-1]["measure_id"], language),
                    high_value=score(ranked[-1]["mean_score"], language),
                    low=label_of(ranked[0]["measure_id"], language),
                    low_value=score(ranked[0]["mean_score"], language),
                )
            )
    return sentences


def hedge_of(row: Row, language: Language) -> str:
    """Return how sure a change is: whether chance in who answered can explain it, with its interval.

    Args:
        row: conclusion, change_lower and change_upper, as mart_panel_change says.
        language: of the sentence.
    """
    hedges = texts_of(language)["hedge"]
    hedge = str(hedges[row["conclusion"] or "cannot_be_told"])
    if row["change_lower"] is None:
        return hedge
    bounds = interval(row["change_lower"], row["change_upper"], language)
    return f"{hedge} {hedges['interval'].format(interval=bounds)}"


def questions_changed(rows: list[Row], language: Language) -> str:
    """Return which questions have changed more than chance explains, and that the others may be chance.

    Args:
        rows: measures with their conclusion; cornerstones and the whole are left out.
        language: of the sentence.
    """
    hedges = texts_of(language)["hedge"]
    questions = [row for row in rows if row["measure_level"] == "indicator"]
    named = {
        conclusion: [row["measure_id"] for row in questions if row["conclusion"] == conclusion]
        for conclusion in ("risen", "fallen")
    }
    if not any(named.values()):
        return str(hedges["no_question"].format(n=len(questions)))
    sentences = [
        hedges[f"questions_{conclusion}"].format(
            names=listed([label_of(measure_id, language) for measure_id in measure_ids], language)
        )
        for conclusion, measure_ids in named.items()
        if measure_ids
    ]
    return " ".join([*sentences, hedges["other_questions"]])


def _answered(wave: Row, language: Language) -> str:
    words = texts_of(language)["national"]
    sentence = words["answered"].format(
        answered=count(wave["n_answered"], language),
        invited=count(wave["n_invited"], language),
        rate=percent(wave["n_answered"] / wave["n_invited"], language),
        year=wave["survey_year"],
    )
    if wave["previous_survey_year"] is not None:
        sentence += " " + words["answered_before"].format(
            both=count(wave["n_both_waves"], language), previous=wave["previous_survey_year"]
        )
    if wave["n_unknown_municipality"]:
        sentence += " " + words["unknown"].format(
            n=wave["n_unknown_municipality"], counted=count(wave["n_counted"], language)
        )
    return str(sentence)


def municipality_sentences(shown: dict[str, Any], language: Language) -> list[str]:
    """Return who answered for a municipality, and what its whole survey came to, in sentences.

    Args:
        shown: what municipality.shown_of returns, of a municipality that has answered.
        language: of the sentences.
    """
    words = texts_of(language)["municipality"]
    place, previous = shown["municipality"], shown["previous"]
    about = []
    if shown["survey_year"] != shown["latest"]:
        about.append(
            words["not_latest"].format(
                name=place["municipality_name"], latest=shown["latest"], year=shown["survey_year"]
            )
        )
    if place["role_sv"]:
        role = place[f"role_{language}"]
        # IT-chefer, IT managers: an abbreviation keeps its capitals.
        about.append(
            words["respondent"].format(role=role if role[:2].isupper() else role[0].lower() + role[1:])
        )
    if previous:
        who = "same_respondent" if place["is_same_respondent"] else "other_respondent"
        about.append(words[who].format(previous=previous))
    about.append(words["one_answer"])
    total = next(row for row in shown["measures"] if row["measure_id"] == "TOTAL")
    return [" ".join(about), _total(total, previous, language)]


def _total(total: Row, previous: int | None, language: Language) -> str:
    words = texts_of(language)["municipality"]
    if total["own_value"] is None:
        return str(words["no_value"])
    sentence = words["total" if total["size_class_mean"] is not None else "total_without_class"].format(
        own=score(total["own_value"], language),
        nation=score(total["national_mean"], language),
        size_class=score(total["size_class_mean"], language),
        rank=total["value_rank"],
        of=total["n_ranked"],
    )
    if total["is_within_national_interval"]:
        sentence += " " + words["within"]
    if total["change"] is not None:
        sentence += " " + words["total_change"].format(
            previous=previous,
            before=score(total["previous_value"], language),
            change=change(total["change"], language),
        )
    return str(sentence)


def figures_of(row: Row, line: str, language: Language) -> str:
    """Return an indicator's figures as words, `against` the nation or `from_to`: since the wave before.

    A difference from the nation has its hedge; a municipality's own change is a fact and needs none.
    """
    words = texts_of(language)["municipality"]
    figures = words[line].format(
        own=score(row["own_value"], language),
        nation=score(row["national_mean"], language),
        difference=change(row["difference"], language),
        before=score(row["previous_value"], language),
        change=change(row["change"], language),
    )
    if line == "against" and row["is_within_national_interval"]:
        figures += words["within_short"]
    return str(figures)


def strongest(measures: list[Row]) -> list[Row]:
    """Return up to three indicators that lie furthest above the national mean."""
    return _furthest(measures, "difference", 1)


def weakest(measures: list[Row]) -> list[Row]:
    """Return up to three indicators that lie furthest below the national mean."""
    return _furthest(measures, "difference", -1)


def risen(measures: list[Row]) -> list[Row]:
    """Return up to three indicators that have risen most since the wave before."""
    return _furthest(measures, "change", 1)


def fallen(measures: list[Row]) -> list[Row]:
    """Return up to three indicators that have fallen most since the wave before."""
    return _furthest(measures, "change", -1)


def _furthest(measures: list[Row], column: str, direction: int) -> list[Row]:
    moved = [
        row
        for row in measures
        if row["measure_level"] == "indicator"
        and row[column] is not None
        and direction * row[column] > NO_CHANGE
    ]
    return sorted(moved, key=lambda row: -direction * row[column])[:N_NAMED]
