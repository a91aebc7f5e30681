"""The pages on the whole country: results of every wave, participation, the map, and about the data."""

from functools import partial
from typing import Any

import duckdb

from dagster_project.present import figures
from dagster_project.present.charts.palette import colour_of
from dagster_project.present.charts.pictures import label_of
from dagster_project.present.figures import Row
from dagster_project.present.site.map import WIDTH, outlines
from dagster_project.present.site.outputs import Output
from dagster_project.present.site.pages import page
from dagster_project.present.words.language import Language, mean_or_reason, score
from dagster_project.present.words.statements import national_sentences

CORNERSTONES = ("SL", "SI", "FK", "IP")
SUMMARY = ("TOTAL", *CORNERSTONES)


def results_of(marts: duckdb.DuckDBPyConnection, wave: Row) -> dict[str, Any]:
    """Return everything that the page of one wave shows."""
    survey_year = wave["survey_year"]
    means = figures.national_means(marts, survey_year)
    return {
        "wave": wave,
        "year": survey_year,
        "previous": wave["previous_survey_year"],
        "means": {
            base: [row for row in means if row["respondent_base"] == base]
            for base in ("all", "same_respondent")
        },
        "distributions": _by(figures.distributions(marts, survey_year), "measure_id"),
        "size_classes": figures.size_class_means(marts, survey_year),
        "roles": figures.role_means(marts, survey_year),
    }


def results_pages(waves: list[Row], results: list[dict[str, Any]], language: Language) -> list[Output]:
    """Return one page for each wave; the latest is the site's first page too."""
    shared = {"years": [wave["survey_year"] for wave in waves], "synthetic": synthetic_years(waves)}
    shown = [{**result, **shared} for result in results]
    paths = [f"national/{result['year']}.html" for result in shown]
    pages = [*zip(paths, shown, strict=True), ("index.html", shown[-1])]
    return [
        page(
            "national.html",
            path,
            result,
            language,
            charts=charts_of(language),
            sentences=national_sentences(result, language),
            mean_rows=partial(mean_rows, language=language),
            group_rows=partial(group_rows, language=language),
            groups_of=groups_of,
            reasons_of=reasons_of,
            cornerstones=CORNERSTONES,
            summary=SUMMARY,
        )
        for path, result in pages
    ]


def charts_of(language: Language) -> str:
    """Return the name of the charts that the results' pages and the report in a language share."""
    return f"national {language}"


def mean_rows(rows: list[Row], language: Language) -> list[Row]:
    """Return rows of measures as the chart of means takes them."""
    return [
        {
            "label": label_of(row["measure_id"], language),
            "colour": colour_of(row["measure_id"]),
            "value": row["mean_score"],
            "previous": row["previous_mean_score"],
            "written": score(row["mean_score"], language),
        }
        for row in rows
    ]


def group_rows(rows: list[Row], measure_id: str, language: Language) -> list[Row]:
    """Return the rows of groups (size classes or roles) for one measure, as the chart of means takes them."""
    return [
        {
            "label": row[f"group_{language}"],
            "colour": colour_of(measure_id),
            "value": row["mean_score"],
            "previous": row["previous_mean_score"],
            "written": mean_or_reason(row["mean_score"], row["reason_no_mean"], language),
        }
        for row in rows
        if row["measure_id"] == measure_id
    ]


def groups_of(rows: list[Row], year: int, previous: int | None) -> list[dict[str, Any]]:
    """Return one entry for each group: its first row, and a line for this wave and for the wave before.

    A line: year, n_base, and the means by measure_id, each with the reason why it is missing.
    """
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(row["group_id"], {"row": row, "lines": []})
        for line, (wave, prefix) in enumerate([(year, ""), (previous, "previous_")]):
            if wave is None or row[f"{prefix}n_base"] is None:
                continue
            if line == len(group["lines"]):
                group["lines"].append({"year": wave, "n_base": row[f"{prefix}n_base"], "means": {}})
            group["lines"][line]["means"][row["measure_id"]] = {
                "mean": row[f"{prefix}mean_score"],
                "reason": row[f"{prefix}reason_no_mean"],
            }
    return list(groups.values())


def reasons_of(rows: list[Row]) -> list[str]:
    """Return why means of TOTAL and the cornerstones are missing, in this wave or the one before."""
    shown = [row for row in rows if row["measure_id"] in SUMMARY]
    keys = ("reason_no_mean", "previous_reason_no_mean")
    return sorted({row[key] for row in shown for key in keys if row[key] is not None})


def participation_page(waves: list[Row], rows: list[Row], language: Language) -> Output:
    """Return the page of who answered when, and the share in every county and size class."""
    latest = waves[-1]["survey_year"]
    shows = {
        "waves": waves,
        "years": [wave["survey_year"] for wave in waves],
        "latest": latest,
        "synthetic": synthetic_years(waves),
        "municipalities": municipalities_by_wave(rows),
        "counties": _rates(rows, "county_name", "county_response_rate"),
        "size_classes": _rates(rows, "size_class_id", "size_class_response_rate"),
        "size_class_names": {
            row["size_class_id"]: {"name_sv": row["size_class_sv"], "name_en": row["size_class_en"]}
            for row in sorted(rows, key=lambda row: row["size_class_position"])
        },
    }
    return page("participation.html", "participation.html", shows, language)


def municipalities_by_wave(rows: list[Row]) -> list[dict[str, Any]]:
    """Return one entry for each municipality, by name: code, name, county today, and wave -> answered."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(
            row["municipality_code"],
            {"code": row["municipality_code"], "name": row["municipality_name"], "answered": {}},
        )
        entry["county"] = row["county_name"]
        entry["answered"][row["survey_year"]] = row["has_answered"]
    return list(found.values())


def map_page(waves: list[Row], values: list[Row], participants: list[Row], language: Language) -> Output:
    """Return the map: 290 municipalities by a measure or by participation, with a chooser of the wave.

    Args:
        waves: all waves.
        values: municipality_code, survey_year, measure_id and own_value of TOTAL and the cornerstones.
        participants: every municipality and wave.
        language: of the page.
    """
    shows = {
        "years": [wave["survey_year"] for wave in waves],
        "latest": waves[-1]["survey_year"],
        "synthetic": synthetic_years(waves),
        "municipalities": municipalities_by_wave(participants),
        "scores": map_data(values, participants)["scores"],
        "measures": list(SUMMARY),
    }
    shapes, height = outlines()
    return page(
        "map.html", "map.html", shows, language, shapes=shapes, width=WIDTH, height=height, step_of=step_of
    )


def map_data(values: list[Row], participants: list[Row]) -> dict[str, Any]:
    """Return what the map's script shows: wave -> municipality -> measure -> value, and the names."""
    scores: dict[int, dict[str, dict[str, float | None]]] = {}
    for row in values:
        by_code = scores.setdefault(row["survey_year"], {})
        by_code.setdefault(row["municipality_code"], {})[row["measure_id"]] = row["own_value"]
    return {
        "scores": scores,
        "names": {row["municipality_code"]: row["municipality_name"] for row in participants},
    }


def step_of(value: float | None) -> int:
    """Return the map's colour of a score: 1 for 1-1.5 up to 6 for 3.5-4; 0 without a value."""
    return 0 if value is None else min(6, int((value - 1) * 2) + 1)


def about_page(waves: list[Row], release_id: str, tables: list[str], language: Language) -> Output:
    """Return the page about the data; the only one that names the release."""
    shows = {
        "waves": waves,
        "release_id": release_id,
        "tables": tables,
        "synthetic": synthetic_years(waves),
    }
    return page("about.html", "about.html", shows, language)


def synthetic_years(waves: list[Row]) -> list[int]:
    """Return the years whose answers are synthetic."""
    return [wave["survey_year"] for wave in waves if wave["is_synthetic"]]


def _by(rows: list[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _rates(rows: list[Row], group: str, rate: str) -> dict[str, dict[int, dict[str, Any]]]:
    """Return group -> wave -> invited, answered and response rate."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    order = "size_class_position" if group == "size_class_id" else group
    for row in sorted(rows, key=lambda row: row[order]):
        cell = found.setdefault(row[group], {}).setdefault(
            row["survey_year"], {"invited": 0, "answered": 0, "rate": row[rate]}
        )
        cell["invited"] += 1
        cell["answered"] += bool(row["has_answered"])
    return found
