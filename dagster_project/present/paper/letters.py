"""The letter to each municipality: its own results, or an invitation, as a tagged PDF."""

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.charts.comparison import comparison_picture
from dagster_project.present.charts.drawing import Picture
from dagster_project.present.charts.means import means_picture
from dagster_project.present.charts.series import own_series_picture, series_legend
from dagster_project.present.model.release import Release
from dagster_project.present.model.results import Feedback, summary
from dagster_project.present.model.rows import Cornerstone, OwnValue, SeriesPoint
from dagster_project.present.outputs import Output
from dagster_project.present.paper.typesetting import chart_of, typeset
from dagster_project.present.words.breaks import break_notes, marked_change
from dagster_project.present.words.counted import counted
from dagster_project.present.words.language import (
    NOTHING,
    count,
    figures_note,
    in_language,
    listed,
    mean_or_reason,
    score,
    synthetic_note,
    texts_of,
)
from dagster_project.present.words.letters import (
    invitation_title,
    letter_sentences,
    sender_lines,
    what_is_next,
)
from dagster_project.present.words.municipality import (
    figures_of,
    furthest,
    municipality_sentences,
    named_peers,
    never_answered,
    reached_from,
)
from dagster_project.present.words.names import full_name
from dagster_project.survey import survey

# How many peers a letter names for a question.
N_ASKED = 3
# Of the peers that answered, in a letter to who never did.
N_PEERS_NAMED = 5


@dataclass(frozen=True)
class Surroundings:
    """What a letter shows beside the municipality's own results.

    `closed`: the day on which the wave shown closed. `nation` and `size_class`: the means of TOTAL in every
    wave. `cornerstones`: those of the wave shown, by id.
    """

    years: list[int]
    synthetic: list[int]
    closed: str
    nation: list[SeriesPoint]
    size_class: list[SeriesPoint]
    cornerstones: dict[str, Cornerstone]


def letter(release: Release, feedback: Feedback, language: Language) -> Output:
    """Return the letter to a municipality: its own results, or the nation's and an invitation."""
    code, beside = feedback.municipality.municipality_code, surroundings(release, feedback)
    make = partial(_letter, feedback, beside, language)
    shows = {"language": language, "feedback": feedback, "beside": beside}
    return Output(f"letters/{code}.pdf", shows, make)


def surroundings(release: Release, feedback: Feedback) -> Surroundings:
    """Return what stands beside a municipality's results."""
    total = summary(release.results[-1].means["all"])[0].measure_id
    size_class = release.series.get(feedback.municipality.size_class_id, {})
    return Surroundings(
        years=[wave.survey_year for wave in release.waves],
        synthetic=release.synthetic_years,
        closed=next(str(wave.fielding_closes) for wave in release.waves if wave.survey_year == feedback.wave),
        nation=release.series[None][total],
        size_class=size_class.get(total, []),
        cornerstones=release.cornerstones[feedback.wave],
    )


def _letter(feedback: Feedback, beside: Surroundings, language: Language) -> bytes:
    content = _own_letter if feedback.measures else _invitation
    data = _frame(feedback, beside, language) | content(feedback, beside, language)
    return typeset("letter.typ", data, language)


def _frame(feedback: Feedback, beside: Surroundings, language: Language) -> dict[str, Any]:
    """Return what every letter has."""
    words, place = texts_of(language), feedback.municipality
    return {
        "title": words["paper"]["letter_title"].format(name=place.municipality_name, year=feedback.wave),
        "sender": sender_lines(language),
        "to": words["letter"]["to"].format(name=place.municipality_name),
        "date": words["letter"]["date"].format(year=feedback.wave, date=beside.closed),
        "facts": words["municipality"]["facts"].format(
            county=place.county_name,
            population=count(place.population, language),
            population_year=place.population_year,
            size_class=in_language(place, "size_class_name", language),
        ),
        "synthetic": synthetic_note(beside.synthetic, language),
        "footer": words["site_title"],
        "figures_note": figures_note(language),
        "table_title": words["paper"]["questions"].format(year=feedback.wave),
        "next_title": words["letter"]["next_title"],
        "next": what_is_next(language) if feedback.is_invited else "",
        "page": _page_address(feedback, language),
        "page_note": words["letter"]["page"],
        "lists": [],
        "notes": [],
        "work_title": words["letter"]["work"],
        "work": [],
        "characteristics": None,
    }


def _page_address(feedback: Feedback, language: Language) -> dict[str, str] | None:
    """Return the address of a municipality's page and its QR code; None while the site has no address."""
    folder = CONVENTIONS[language].folder
    page = f"site/{folder}municipality/{feedback.municipality.municipality_code}.html"
    address = survey().address_of(page)
    if not address:
        return None
    import segno  # noqa: PLC0415 (slow to import, and not needed before the site has an address)

    code = BytesIO()
    segno.make(address, micro=False).save(code, kind="svg", border=0, omitsize=True, xmldecl=False)
    return {"address": address, "code": code.getvalue().decode()}


def _own_letter(feedback: Feedback, beside: Surroundings, language: Language) -> dict[str, Any]:
    words, previous = texts_of(language), feedback.previous
    name, total, *cornerstones = feedback.municipality.municipality_name, *summary(feedback.measures)
    legend = [words["legend"]["own"].format(name=name, year=feedback.year)]
    if previous:
        legend.append(words["legend"]["own_before"].format(name=name, year=previous))
    legend += [words["legend"]["nation"], words["legend"]["size_class"]]
    columns = ["measure", *(["before", "own", "change"] if previous else ["own"]), "nation", "class", "rank"]
    weakest = furthest(feedback)["weakest"]
    return {
        "paragraphs": [*municipality_sentences(feedback, language), *letter_sentences(feedback, language)],
        "charts": [
            chart_of(
                comparison_picture([total, *cornerstones], language),
                legend,
                words["municipality"]["overview"],
            ),
            *_series(feedback, beside, language),
        ],
        "lists": [_strengths(feedback, language)],
        "work": [_to_work_on(row, feedback, language) for row in weakest],
        "characteristics": _characteristics(weakest[0], beside, language) if weakest else None,
        "columns": [words["table"][column].format(year=previous) for column in columns],
        "rows": [
            {"cells": _cells(row, columns, language), "is_sum": row.measure_level != "indicator"}
            for row in feedback.measures
        ],
        "notes": break_notes(feedback.measures, previous, language),
    }


def _series(feedback: Feedback, beside: Surroundings, language: Language) -> list[dict[str, Any]]:
    """Return the chart of TOTAL over all waves, if the municipality has a value in any."""
    total = summary(feedback.measures)[0]
    own = feedback.series[total.measure_id]
    if all(row.own_value is None for row in own):
        return []
    picture: Picture = own_series_picture(own, beside.nation, beside.size_class, beside.years, language)
    words = texts_of(language)["history"]
    legend = [line.format(name=total.municipality_name) for line in words["own_legend"]]
    return [chart_of(picture, series_legend(legend, own, language), words["title"])]


def _cells(row: OwnValue, columns: list[str], language: Language) -> list[str]:
    rank = texts_of(language)["table"]["rank_of"]
    cells = {
        "measure": full_name(row, language),
        "before": score(row.own_value_previous_wave, language),
        "own": score(row.own_value, language),
        "change": marked_change(row.change_from_previous_wave, row.is_series_broken, language),
        "nation": score(row.national_mean, language),
        "class": mean_or_reason(row.size_class_mean, row.size_class_reason_no_mean, language),
        "rank": rank.format(rank=row.value_rank, of=row.n_ranked) if row.value_rank else NOTHING,
    }
    return [cells[column] for column in columns]


def _strengths(feedback: Feedback, language: Language) -> dict[str, Any]:
    words = texts_of(language)["municipality"]
    return {
        "title": texts_of(language)["letter"]["strengths"],
        "nothing": words["nothing"]["strongest"],
        "items": [
            {"question": full_name(row, language), "figures": figures_of(row, "strongest", language)}
            for row in furthest(feedback)["strongest"]
        ],
    }


def _to_work_on(row: OwnValue, feedback: Feedback, language: Language) -> dict[str, Any]:
    """Return a question to work on: its figures, and whom to ask."""
    words = texts_of(language)["letter"]
    peers = feedback.ahead.get(row.measure_id, [])[:N_ASKED]
    nobody = words["nobody_to_ask"].format(value=score(reached_from(), language))
    return {
        "question": full_name(row, language),
        "figures": figures_of(row, "weakest", language),
        "peers": words["ask"].format(names=named_peers(peers, language)) if peers else nobody,
    }


def _characteristics(row: OwnValue, beside: Surroundings, language: Language) -> dict[str, Any] | None:
    """Return what marks who has come far in a question's cornerstone; None where no text says it."""
    cornerstone = beside.cornerstones.get(row.cornerstone_id or "")
    if cornerstone is None or not cornerstone.characteristics(language):
        return None
    name = in_language(cornerstone, "cornerstone_name", language)
    return {
        "title": texts_of(language)["letter"]["characteristics"].format(cornerstone=name),
        "items": cornerstone.characteristics(language),
    }


def _invitation(feedback: Feedback, beside: Surroundings, language: Language) -> dict[str, Any]:
    words, previous = texts_of(language), feedback.before_latest
    answered = words["letter"]["peers_answered"]
    legend = [words["legend"]["now"].format(year=feedback.latest)]
    if previous:
        legend.append(words["legend"]["before"].format(year=previous))
    steps = words["municipality"]["take_part_steps"]
    peers = [peer.peer_name for peer in feedback.peers if peer.peer_rank is not None]
    named = peers[:N_PEERS_NAMED]
    return {
        "title": invitation_title(feedback.municipality.municipality_name, language),
        "paragraphs": [
            never_answered(feedback, language),
            words["letter"]["why"],
            *(
                [counted(answered, language, len(named), len(peers), names=listed(named, language))]
                if peers
                else []
            ),
        ],
        "charts": [
            chart_of(
                means_picture(summary(feedback.nation), previous, language),
                legend,
                f"{words['nav']['national']} {feedback.latest}",
            )
        ],
        "lists": [
            {
                "title": words["municipality"]["take_part"],
                "nothing": "",
                "items": [
                    {"question": step.format(n_indicators=feedback.n_indicators), "figures": ""}
                    for step in steps
                ],
            }
        ],
        "columns": [words["table"]["measure"], str(feedback.latest), words["table"]["n"]],
        "rows": [
            {
                "cells": [
                    full_name(mean, language),
                    score(mean.mean_score, language),
                    count(mean.n_responses, language),
                ],
                "is_sum": mean.measure_level != "indicator",
            }
            for mean in feedback.nation
        ],
    }
