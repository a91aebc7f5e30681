"""The report on the whole country as a PDF, with the site's charts."""

from functools import partial
from typing import Any

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.charts.distribution import distribution_picture, most_in_a_bin
from dagster_project.present.charts.means import groups_picture, means_picture
from dagster_project.present.model.results import Group, Results, indicators, reasons_of, summary
from dagster_project.present.model.rows import GroupScore, Mean
from dagster_project.present.outputs import Output
from dagster_project.present.paper.typesetting import chart_of, typeset
from dagster_project.present.words.breaks import break_notes, marked_change
from dagster_project.present.words.language import (
    NOTHING,
    count,
    figures_note,
    in_language,
    interval,
    mean_or_reason,
    score,
    synthetic_note,
    texts_of,
)
from dagster_project.present.words.names import label_of
from dagster_project.present.words.statements import national_sentences


def report(results: Results, synthetic: list[int], language: Language) -> Output:
    """Return the report on the latest wave.

    Args:
        results: of the latest wave.
        synthetic: the years whose answers are synthetic.
        language: of the report.
    """
    path = f"{CONVENTIONS[language].folder}report.pdf"
    return Output(path, [results, synthetic], partial(_report, results, synthetic, language))


def _report(results: Results, synthetic: list[int], language: Language) -> bytes:
    words = texts_of(language)
    data = {
        "title": words["paper"]["report_title"].format(year=results.year),
        "synthetic": synthetic_note(synthetic, language),
        "footer": words["site_title"],
        "figures_note": figures_note(language),
        "sentences": national_sentences(results, language),
        "sections": [
            *(_means(base, results, language) for base in results.means),
            _indicators(results, language),
            _distributions(results, language),
            _groups(results.size_classes, results, ("sizes", "size_class"), language),
            _groups(results.roles, results, ("roles", "role"), language),
        ],
    }
    return typeset("report.typ", data, language)


def _section(title: str, intro: str | None = None, **parts: Any) -> dict[str, Any]:
    return {"title": title, "intro": intro, "charts": [], "columns": [], "rows": [], "notes": []} | parts


def _legend(results: Results, language: Language) -> list[str]:
    words = texts_of(language)["legend"]
    now = [words["now"].format(year=results.year)]
    return now + ([words["before"].format(year=results.previous)] if results.previous else [])


def _means(base: str, results: Results, language: Language) -> dict[str, Any]:
    """Return the table of one base of respondents: every measure, its change and how sure that is."""
    words, previous, rows = texts_of(language), results.previous, results.means[base]
    picture = means_picture(summary(rows), previous, language)
    table = words["table"]
    columns = [table["measure"], str(results.year), f"{table['n']} {results.year}"]
    if previous:
        columns[1:1] = [str(previous)]
        columns += [table["change"], table["confidence"], table["conclusion"]]
    intro = words["national"]["same_intro"].format(previous=previous, year=results.year)
    return _section(
        table[f"base_{base}"],
        intro if base == "same_respondent" else None,
        charts=[chart_of(picture, _legend(results, language), width=9)],
        columns=columns,
        rows=[
            {"cells": _cells(row, bool(previous), language), "is_sum": row.measure_level != "indicator"}
            for row in rows
        ],
        notes=break_notes([row.change for row in rows if row.change], previous, language),
    )


def _cells(mean: Mean, has_previous: bool, language: Language) -> list[str]:
    now, n = score(mean.mean_score, language), count(mean.n_responses, language)
    name = label_of(mean, language)
    if not has_previous:
        return [name, now, n]
    since = mean.change
    return [
        name,
        score(mean.previous_mean_score, language),
        now,
        n,
        marked_change(since.mean_change, since.is_series_broken, language) if since else NOTHING,
        interval(since.interval_lower, since.interval_upper, language) if since else NOTHING,
        texts_of(language)["conclusion"][since.conclusion if since else "cannot_be_told"],
    ]


def _indicators(results: Results, language: Language) -> dict[str, Any]:
    means, legend = results.means["all"], _legend(results, language)
    charts = [
        chart_of(
            means_picture(indicators(means, cornerstone.cornerstone_id), results.previous, language),
            legend,
            label_of(cornerstone, language),
        )
        for cornerstone in summary(means)[1:]
    ]
    return _section(texts_of(language)["national"]["indicators"], charts=charts)


def _distributions(results: Results, language: Language) -> dict[str, Any]:
    words, measures = texts_of(language), summary(results.means["all"])
    most = most_in_a_bin(results.distributions, [mean.measure_id for mean in measures])
    charts = [
        chart_of(
            distribution_picture(bins, mean.mean_score, most, language),
            [words["legend"]["mean_line"], f"n = {bins[0].n_scored}"],
            label_of(mean, language),
        )
        for mean in measures
        if (bins := results.distributions.get(mean.measure_id))
    ]
    intro = words["national"]["distribution_intro"]
    return _section(words["national"]["distribution"], intro, charts=charts)


def _groups(
    groups: list[Group], results: Results, keys: tuple[str, str], language: Language
) -> dict[str, Any]:
    """Return the section of size classes or of roles; `keys`: of its title and its table's first heading."""
    words, (title, heading) = texts_of(language), keys
    picture = groups_picture(groups, "TOTAL", results.previous, language)
    measures = summary(results.means["all"])
    return _section(
        words["national"][title],
        words["national"][f"{title}_intro"],
        charts=[chart_of(picture, [words["total_name"], *_legend(results, language)])],
        columns=[
            words["table"][heading],
            words["table"]["year"],
            "n",
            words["total_name"],
            *(cornerstone.measure_id for cornerstone in measures[1:]),
        ],
        rows=[
            {
                "cells": [
                    in_language(group, "group_name", language),
                    str(year),
                    count(scores["TOTAL"].n_base, language),
                    *(_group_mean(scores.get(mean.measure_id), language) for mean in measures),
                ],
                "is_sum": False,
            }
            for group in groups
            for year, scores in ((results.year, group.now), (results.previous, group.before))
            if scores
        ],
        notes=[
            f"{no_mean['word']}: {no_mean['note']}"
            for no_mean in (words["no_mean"][reason] for reason in reasons_of(groups))
        ],
    )


def _group_mean(group: GroupScore | None, language: Language) -> str:
    """Return a group's mean of a measure, or why there is none; nothing where its wave did not ask it."""
    return mean_or_reason(group.mean_score, group.reason_no_mean, language) if group else NOTHING
