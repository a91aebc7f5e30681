"""The feedback letter of each municipality and the report on the whole country, as tagged PDFs (PDF/UA-1)."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Literal

import typst

from dagster_project.present.charts.comparison import comparison_picture
from dagster_project.present.charts.distribution import own_distribution_picture
from dagster_project.present.charts.drawing import FONTS, Picture
from dagster_project.present.charts.means import means_picture
from dagster_project.present.model.rows import Feedback, OwnValue, summary
from dagster_project.present.outputs import Output
from dagster_project.present.words.language import (
    NOTHING,
    Language,
    change,
    count,
    in_language,
    listed,
    mean_or_reason,
    scale_note,
    score,
    texts_of,
)
from dagster_project.present.words.municipality import (
    figures_of,
    furthest,
    municipality_sentences,
    never_answered,
)
from dagster_project.present.words.names import full_name

TEMPLATES = Path(__file__).with_name("templates")
ACCESSIBLE: Literal["ua-1"] = "ua-1"


def letter(feedback: Feedback, synthetic: list[int], language: Language) -> Output:
    """Return the letter to a municipality: its own results, or the nation's and how to take part.

    Args:
        feedback: the municipality's.
        synthetic: the years whose answers are synthetic.
        language: of the letter.
    """
    path = f"letters/{feedback.municipality.municipality_code}.pdf"
    make = partial(_letter, feedback, synthetic, language)
    return Output(path, [language, feedback, synthetic], make)


def _letter(feedback: Feedback, synthetic: list[int], language: Language) -> bytes:
    content = _own_letter if feedback.measures else _invitation
    return typeset(
        "letter.typ", _frame(feedback, synthetic, language) | content(feedback, language), language
    )


def typeset(template: str, data: dict[str, Any], language: Language) -> bytes:
    """Return a PDF of a template in letters/ and the data it shows; the same data give the same bytes."""
    words = {"page": texts_of(language)["paper"]["page"]}
    inputs = {"data": json.dumps({**data, "language": language, "words": words}, ensure_ascii=False)}
    return bytes(
        typst.compile(
            str(TEMPLATES / template),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=[ACCESSIBLE],
        )
    )


def chart_of(
    picture: Picture, legend: list[str], title: str | None = None, width: float = 10.5
) -> dict[str, Any]:
    """Return a picture as the templates take it; its width in centimetres."""
    return {**picture._asdict(), "legend": " · ".join(legend) or None, "title": title, "width": width}


def synthetic_note(years: list[int], language: Language) -> str | None:
    """Return the words that must stand beside results of synthetic answers, None if there are none."""
    if not years:
        return None
    note: str = texts_of(language)["synthetic_note"]
    return note.format(years=listed([str(year) for year in years], language))


def _frame(feedback: Feedback, synthetic: list[int], language: Language) -> dict[str, Any]:
    """Return what every letter has."""
    words, place = texts_of(language), feedback.municipality
    return {
        "title": words["paper"]["letter_title"].format(name=place.municipality_name),
        "facts": words["municipality"]["facts"].format(
            county=place.county_name,
            population=count(place.population, language),
            population_year=place.population_year,
            size_class=in_language(place, "size_class_name", language),
        ),
        "synthetic": synthetic_note(synthetic, language),
        "footer": words["site_title"],
        "scale_note": scale_note(language),
        "table_title": words["paper"]["questions"],
        "steps_title": words["municipality"]["take_part"],
        "steps": [],
        "lists": [],
    }


def _own_letter(feedback: Feedback, language: Language) -> dict[str, Any]:
    words, previous = texts_of(language), feedback.previous
    name, total, *cornerstones = feedback.municipality.municipality_name, *summary(feedback.measures)
    legend = [words["legend"]["own"].format(name=name, year=feedback.year)]
    if previous:
        legend.append(words["legend"]["own_before"].format(name=name, year=previous))
    legend += [words["legend"]["nation"], words["legend"]["size_class"]]
    columns = ["measure", *(["before", "own", "change"] if previous else ["own"]), "nation", "class", "rank"]
    return {
        "paragraphs": municipality_sentences(feedback, language),
        "charts": [
            chart_of(comparison_picture([total, *cornerstones], language), legend),
            *_distribution(total, feedback, language),
        ],
        "lists": _lists(feedback, language),
        "columns": [words["table"][column].format(year=previous) for column in columns],
        "rows": [
            {"cells": _cells(row, columns, language), "is_sum": row.measure_level != "indicator"}
            for row in feedback.measures
        ],
    }


def _distribution(total: OwnValue, feedback: Feedback, language: Language) -> list[dict[str, Any]]:
    if total.own_value is None:
        return []
    words = texts_of(language)["legend"]
    picture = own_distribution_picture(total, feedback.distributions[total.measure_id], language)
    legend = [words["own_line"].format(name=total.municipality_name), words["mean_line"]]
    return [chart_of(picture, legend, width=8)]


def _cells(row: OwnValue, columns: list[str], language: Language) -> list[str]:
    rank = texts_of(language)["table"]["rank_of"]
    cells = {
        "measure": full_name(row, language),
        "before": score(row.own_value_previous_wave, language),
        "own": score(row.own_value, language),
        "change": change(row.change_from_previous_wave, language),
        "nation": score(row.national_mean, language),
        "class": mean_or_reason(row.size_class_mean, row.size_class_reason_no_mean, language),
        "rank": rank.format(rank=row.value_rank, of=row.n_ranked) if row.value_rank else NOTHING,
    }
    return [cells[column] for column in columns]


def _lists(feedback: Feedback, language: Language) -> list[dict[str, Any]]:
    words = texts_of(language)["municipality"]
    return [
        {
            "title": words[heading].format(previous=feedback.previous),
            "nothing": words["nothing"],
            "items": [
                {"question": full_name(row, language), "figures": figures_of(row, heading, language)}
                for row in rows
            ],
        }
        for heading, rows in furthest(feedback).items()
    ]


def _invitation(feedback: Feedback, language: Language) -> dict[str, Any]:
    words, previous = texts_of(language), feedback.before_latest
    legend = [words["legend"]["now"].format(year=feedback.latest)]
    if previous:
        legend.append(words["legend"]["before"].format(year=previous))
    steps = words["municipality"]["take_part_steps"]
    return {
        "paragraphs": [never_answered(feedback, language)],
        "charts": [chart_of(means_picture(summary(feedback.nation), previous, language), legend)],
        "steps": [step.format(n_indicators=feedback.n_indicators) for step in steps],
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
