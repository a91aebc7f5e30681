"""The report on the whole country as a PDF, with the site's charts."""

from functools import partial
from typing import Any

from dagster_project.present.charts.pictures import distribution_picture, label_of, means_picture
from dagster_project.present.figures import Row
from dagster_project.present.paper.letters import chart_of, synthetic_note, typeset
from dagster_project.present.site.national import (
    CORNERSTONES,
    SUMMARY,
    charts_of,
    group_rows,
    groups_of,
    mean_rows,
    reasons_of,
)
from dagster_project.present.site.outputs import Output
from dagster_project.present.words.language import (
    Language,
    change,
    count,
    interval,
    mean_or_reason,
    score,
    texts_of,
)
from dagster_project.present.words.statements import national_sentences


def report(result: dict[str, Any], synthetic: list[int], language: Language) -> Output:
    """Return the report on the latest wave.

    Args:
        result: what national.results_of returns.
        synthetic: the years whose answers are synthetic.
        language: of the report.
    """
    path = "report.pdf" if language == "sv" else "en/report.pdf"
    make = partial(_report, result, synthetic, language)
    return Output(path, [result, synthetic], make, charts_of(language))


def _report(result: dict[str, Any], synthetic: list[int], language: Language) -> bytes:
    words = texts_of(language)
    data = {
        "title": words["paper"]["report_title"].format(year=result["year"]),
        "synthetic": synthetic_note(synthetic, language),
        "footer": words["site_title"],
        "scale_note": words["scale_note"],
        "sentences": national_sentences(result, language),
        "sections": [
            *(_means(base, result, language) for base, rows in result["means"].items() if rows),
            _indicators(result, language),
            _distributions(result, language),
            _groups(result["size_classes"], result, ("sizes", "size_class"), language),
            _groups(result["roles"], result, ("roles", "role"), language),
        ],
    }
    return typeset("report.typ", data, language)


def _section(title: str, intro: str | None = None, **parts: Any) -> dict[str, Any]:
    return {"title": title, "intro": intro, "charts": [], "columns": [], "rows": [], "notes": []} | parts


def _legend(result: dict[str, Any], language: Language) -> list[str]:
    words = texts_of(language)["legend"]
    now = [words["now"].format(year=result["year"])]
    return now + ([words["before"].format(year=result["previous"])] if result["previous"] else [])


def _means(base: str, result: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the table of one base of respondents: every measure, its change and how sure that is."""
    words, previous, rows = texts_of(language), result["previous"], result["means"][base]
    by_id = {row["measure_id"]: row for row in rows}
    picture = means_picture(mean_rows([by_id[key] for key in SUMMARY], language), previous, language)
    table = words["table"]
    columns = [table["measure"], str(result["year"]), table["n"]]
    if previous:
        columns[1:1] = [str(previous)]
        columns += [table["change"], table["confidence"], table["conclusion"]]
    intro = words["national"]["same_intro"].format(previous=previous, year=result["year"])
    return _section(
        table[f"base_{base}"],
        intro if base == "same_respondent" else None,
        charts=[chart_of(picture, _legend(result, language), width=9)],
        columns=columns,
        rows=[
            {"cells": _cells(row, bool(previous), language), "is_sum": row["measure_level"] != "indicator"}
            for row in rows
        ],
    )


def _cells(row: Row, has_previous: bool, language: Language) -> list[str]:
    now, n = score(row["mean_score"], language), count(row["n_responses"], language)
    name = label_of(row["measure_id"], language)
    if not has_previous:
        return [name, now, n]
    return [
        name,
        score(row["previous_mean_score"], language),
        now,
        n,
        change(row["change"], language),
        interval(row["change_lower"], row["change_upper"], language),
        texts_of(language)["conclusion"][row["conclusion"] or "cannot_be_told"],
    ]


def _indicators(result: dict[str, Any], language: Language) -> dict[str, Any]:
    charts = []
    for cornerstone in CORNERSTONES:
        rows = [
            row
            for row in result["means"]["all"]
            if row["measure_level"] == "indicator" and row["measure_id"].startswith(cornerstone)
        ]
        picture = means_picture(mean_rows(rows, language), result["previous"], language)
        charts.append(chart_of(picture, _legend(result, language), label_of(cornerstone, language)))
    return _section(texts_of(language)["national"]["indicators"], charts=charts)


def _distributions(result: dict[str, Any], language: Language) -> dict[str, Any]:
    words = texts_of(language)
    means = {row["measure_id"]: row["mean_score"] for row in result["means"]["all"]}
    charts = [
        chart_of(
            distribution_picture(key, bins, means[key], language),
            [words["legend"]["mean_line"], f"n = {bins[0]['n_scored']}"],
            label_of(key, language),
        )
        for key in SUMMARY
        if (bins := result["distributions"].get(key))
    ]
    intro = words["national"]["distribution_intro"]
    return _section(words["national"]["distribution"], intro, charts=charts)


def _groups(
    rows: list[Row], result: dict[str, Any], keys: tuple[str, str], language: Language
) -> dict[str, Any]:
    """Return the section of size classes or of roles; `keys`: of its title and its table's first heading."""
    words, (title, heading) = texts_of(language), keys
    picture = means_picture(group_rows(rows, "TOTAL", language), result["previous"], language)
    return _section(
        words["national"][title],
        words["national"][f"{title}_intro"],
        charts=[chart_of(picture, [words["total_name"], *_legend(result, language)])],
        columns=[
            words["table"][heading],
            words["table"]["year"],
            "n",
            words["total_name"],
            *CORNERSTONES,
        ],
        rows=[
            {
                "cells": [
                    group["row"][f"group_{language}"],
                    str(line["year"]),
                    count(line["n_base"], language),
                    *(
                        mean_or_reason(line["means"][key]["mean"], line["means"][key]["reason"], language)
                        for key in SUMMARY
                    ),
                ],
                "is_sum": False,
            }
            for group in groups_of(rows, result["year"], result["previous"])
            for line in group["lines"]
        ],
        notes=[
            f"{no_mean['word']}: {no_mean['note']}"
            for no_mean in (words["no_mean"][reason] for reason in reasons_of(rows))
        ],
    )
