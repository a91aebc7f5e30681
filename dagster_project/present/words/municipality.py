"""Sentences on one municipality, made of the marts' figures."""

from dagster_project.languages import Language
from dagster_project.present.model.results import Feedback, indicators
from dagster_project.present.model.rows import OwnValue, PeerAhead
from dagster_project.present.words.breaks import since_break
from dagster_project.present.words.counted import counted, together
from dagster_project.present.words.language import (
    change,
    half_up,
    in_language,
    listed,
    score,
    spans,
    texts_of,
)
from dagster_project.present.words.names import label_of
from dagster_project.survey import REACHED_WITHIN, survey

N_NAMED = 3
# Lines of a discussion sheet to write a goal on.
N_GOALS = 3
# Smaller changes come from rounding in doubles.
NO_CHANGE = 1e-9
# A heading of a municipality's page -> what its indicators have most of, and in which direction.
FURTHEST = {
    "strongest": ("difference_from_national_mean", 1),
    "weakest": ("difference_from_national_mean", -1),
    "risen": ("change_from_previous_wave", 1),
    "fallen": ("change_from_previous_wave", -1),
}
AGAINST_NATION = ("strongest", "weakest")


def municipality_sentences(feedback: Feedback, language: Language) -> list[str]:
    """Return who answered for a municipality, and its value of the whole survey; [] if it never answered."""
    if not feedback.measures:
        return []
    words = texts_of(language)["municipality"]
    place = feedback.municipality
    about = []
    if feedback.year != feedback.latest:
        about.append(
            words["not_latest" if feedback.is_invited else "not_invited"].format(
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
    sentences = [
        words["total" if total.size_class_mean is not None else "total_without_class"].format(
            own=score(total.own_value, language),
            nation=score(total.national_mean, language),
            size_class=score(total.size_class_mean, language),
        ),
        counted(words["rank"], language, total.value_rank or 0, total.n_ranked) if total.value_rank else None,
        _within(total, language),
    ]
    change_since = total.change_from_previous_wave
    if total.is_series_broken and previous is not None:
        before = total.own_value_previous_wave
        sentences.append(since_break(total, before, change_since, previous, language))
    elif change_since is not None:
        is_unchanged = half_up(change_since, 2) == 0
        sentences.append(
            words["total_unchanged" if is_unchanged else "total_change"].format(
                previous=previous,
                before=score(total.own_value_previous_wave, language),
                change=change(change_since, language),
            )
        )
    return together(sentences)


def _within(row: OwnValue, language: Language) -> str | None:
    """Return that a value is within the national mean's uncertainty; the only value is that mean."""
    is_said = row.is_within_national_interval and row.n_ranked != 1
    return str(texts_of(language)["municipality"]["within"]) if is_said else None


def place_sentence(row: OwnValue, language: Language) -> str:
    """Return where a municipality's value of a measure, which is known, lies among all."""
    words = texts_of(language)["municipality"]
    place = counted(
        words["place"],
        language,
        row.value_rank or 0,
        row.n_ranked,
        name=row.municipality_name,
        own=score(row.own_value, language),
        nation=score(row.national_mean, language),
    )
    return together([place, _within(row, language)])


def reached_from() -> float:
    """Return the lowest score with which a municipality has reached what an indicator asks for."""
    return survey().scale.highest - REACHED_WITHIN


def never_answered(feedback: Feedback, language: Language) -> str:
    """Return that a municipality has answered none of the surveys that it was invited to."""
    return counted(
        texts_of(language)["municipality"]["never"],
        language,
        len(feedback.answered),
        name=feedback.municipality.municipality_name,
        years=spans(list(feedback.answered), language),
    )


def furthest(feedback: Feedback) -> dict[str, list[OwnValue]]:
    """Return up to three indicators for each heading of FURTHEST, the furthest first.

    Without an earlier wave, nothing has risen or fallen.
    """
    headings = FURTHEST if feedback.previous else AGAINST_NATION
    return {heading: [row for row, _ in _ranked(feedback, heading)[:N_NAMED]] for heading in headings}


def as_far(feedback: Feedback, heading: str) -> int:
    """Return how many more indicators tie with the last one that `furthest` names."""
    distances = [distance for _, distance in _ranked(feedback, heading)]
    return sum(distance > distances[N_NAMED - 1] - NO_CHANGE for distance in distances[N_NAMED:])


def _ranked(feedback: Feedback, heading: str) -> list[tuple[OwnValue, float]]:
    """Return what belongs under a heading of FURTHEST and how far it is, the furthest first."""
    column, direction = FURTHEST[heading]
    distances = [(row, direction * (getattr(row, column) or 0.0)) for row in indicators(feedback.measures)]
    return sorted((pair for pair in distances if pair[1] > NO_CHANGE), key=lambda pair: -pair[1])


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


def peers_to_ask(feedback: Feedback, own: list[OwnValue], language: Language) -> list[str]:
    """Return, for the lowest questions of a cornerstone, the peers that have reached what it has not."""
    lowest = sorted(
        (row for row in indicators(own) if row.measure_id in feedback.ahead),
        key=lambda row: row.own_value or 0,
    )
    return [
        f"{label_of(row, language)}: {named_peers(feedback.ahead[row.measure_id], language)}"
        for row in lowest[:N_NAMED]
    ]


def named_peers(peers: list[PeerAhead], language: Language) -> str:
    """Return the peers' names, each with its value."""
    return listed([f"{peer.peer_name} ({score(peer.peer_value, language)})" for peer in peers], language)
