"""The feedback letter of each municipality and the report on the whole country, as tagged PDFs (PDF/UA-1)."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Literal

import typst

from dagster_project.present.charts.drawing import FONTS
from dagster_project.present.charts.pictures import (
    Picture,
    comparison_picture,
    full_name,
    means_picture,
    own_distribution_picture,
)
from dagster_project.present.feedback import Feedback
from dagster_project.present.figures import Row
from dagster_project.present.site.municipality import shown_of
from dagster_project.present.site.national import SUMMARY, mean_rows
from dagster_project.present.site.outputs import Output
from dagster_project.present.words import statements
from dagster_project.present.words.language import (
    Language,
    change,
    count,
    listed,
    mean_or_reason,
    score,
    texts_of,
)

TEMPLATES = Path(__file__).with_name("templates")
ACCESSIBLE: Literal["ua-1"] = "ua-1"


def letter(feedback: Feedback, results: dict[int, dict[str, Any]], language: Language) -> Output:
    """Return the letter to a municipality: its own results, or the nation's and how to take part.

    Args:
        feedback: the municipality's.
        results: survey year -> what national.results_of returns.
        language: of the letter.
    """
    shown = shown_of(feedback, results)
    path = f"letters/{feedback.municipality['municipality_code']}.pdf"
    return Output(path, [language, shown], partial(_letter, shown, language))


def _letter(shown: dict[str, Any], language: Language) -> bytes:
    content = _own_letter if shown["measures"] else _invitation
    return typeset("letter.typ", _frame(shown, language) | content(shown, language), language)


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


def _frame(shown: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return what every letter has."""
    words, place = texts_of(language), shown["municipality"]
    return {
        "title": words["paper"]["letter_title"].format(name=place["municipality_name"]),
        "facts": words["municipality"]["facts"].format(
            county=place["county_name"],
            population=count(place["population"], language),
            population_year=place["population_year"],
            size_class=place[f"size_class_{language}"],
        ),
        "synthetic": synthetic_note(shown["synthetic"], language),
        "footer": words["site_title"],
        "scale_note": words["scale_note"],
        "table_title": words["paper"]["questions"],
        "steps_title": words["municipality"]["take_part"],
        "steps": [],
        "lists": [],
    }


def _own_letter(shown: dict[str, Any], language: Language) -> dict[str, Any]:
    words = texts_of(language)
    by_id = {row["measure_id"]: row for row in shown["measures"]}
    name, year, previous = shown["municipality"]["municipality_name"], shown["survey_year"], shown["previous"]
    legend = [words["legend"]["own"].format(name=name, year=year)]
    if previous:
        legend.append(words["legend"]["own_before"].format(name=name, year=previous))
    legend += [words["legend"]["nation"], words["legend"]["size_class"]]
    columns = ["measure", *(["before", "own", "change"] if previous else ["own"]), "nation", "class", "rank"]
    return {
        "paragraphs": statements.municipality_sentences(shown, language),
        "charts": [
            chart_of(comparison_picture([by_id[key] for key in SUMMARY], language), legend),
            *_distribution(by_id["TOTAL"], shown, language),
        ],
        "lists": _lists(shown, language),
        "columns": [words["table"][column].format(year=previous) for column in columns],
        "rows": [
            {"cells": _cells(row, columns, language), "is_sum": row["measure_level"] != "indicator"}
            for row in shown["measures"]
        ],
    }


def _distribution(total: Row, shown: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    if total["own_value"] is None:
        return []
    words, name = texts_of(language)["legend"], shown["municipality"]["municipality_name"]
    picture = own_distribution_picture(total, shown["distributions"]["TOTAL"], name, language)
    return [chart_of(picture, [words["own_line"].format(name=name), words["mean_line"]], width=8)]


def _cells(row: Row, columns: list[str], language: Language) -> list[str]:
    rank = texts_of(language)["table"]["rank_of"]
    cells = {
        "measure": full_name(row, language),
        "before": score(row["previous_value"], language),
        "own": score(row["own_value"], language),
        "change": change(row["change"], language),
        "nation": score(row["national_mean"], language),
        "class": mean_or_reason(row["size_class_mean"], row["size_class_reason_no_mean"], language),
        "rank": rank.format(rank=row["value_rank"], of=row["n_ranked"]) if row["value_rank"] else "–",
    }
    return [cells[column] for column in columns]


def _lists(shown: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    words, measures = texts_of(language)["municipality"], shown["measures"]
    groups = [
        ("strongest", statements.strongest(measures), "against"),
        ("weakest", statements.weakest(measures), "against"),
    ]
    if shown["previous"]:
        groups += [
            ("risen", statements.risen(measures), "from_to"),
            ("fallen", statements.fallen(measures), "from_to"),
        ]
    return [
        {
            "title": words[key].format(previous=shown["previous"]),
            "nothing": words["nothing"],
            "items": [
                {
                    "question": full_name(row, language),
                    "figures": statements.figures_of(row, line, language),
                }
                for row in rows
            ],
        }
        for key, rows, line in groups
    ]


def _invitation(shown: dict[str, Any], language: Language) -> dict[str, Any]:
    words = texts_of(language)
    previous, rows = shown["nation_previous"], shown["nation_all"]
    by_id = {row["measure_id"]: row for row in rows}
    summary = [by_id[key] for key in SUMMARY]
    legend = [words["legend"]["now"].format(year=shown["latest"])]
    if previous:
        legend.append(words["legend"]["before"].format(year=previous))
    years = listed([str(year) for year in shown["waves"]], language)
    never = words["municipality"]["never"].format(
        name=shown["municipality"]["municipality_name"], years=years
    )
    steps = words["municipality"]["take_part_steps"]
    return {
        "paragraphs": [never],
        "charts": [chart_of(means_picture(mean_rows(summary, language), previous, language), legend)],
        "steps": [step.format(n_indicators=shown["n_indicators"]) for step in steps],
        "columns": [words["table"]["measure"], str(shown["latest"]), words["table"]["n"]],
        "rows": [
            {
                "cells": [
                    full_name(row, language),
                    score(row["mean_score"], language),
                    count(row["n_responses"], language),
                ],
                "is_sum": row["measure_level"] != "indicator",
            }
            for row in rows
        ],
    }
