"""The charts of how sure figures are, with the words that say the same."""

import json
import math
from functools import lru_cache
from typing import Any

from dagster_project.present.charts.certainty import change_chart, interval_chart, parts_chart
from dagster_project.present.charts.drawing import Form, to_svg, with_rows
from dagster_project.present.charts.palette import colour_of
from dagster_project.present.charts.pictures import Picture, Row, label_of
from dagster_project.present.words.language import Language, change, exact, texts_of

SURE = ("risen", "fallen")
# The parts of a change, in the order in which they are drawn.
PARTS = ("change_within_stayed", "change_by_those_who_came", "change_by_those_who_left")


def reach_of(changes: dict[str, list[Row]]) -> float:
    """Return how far an axis must reach to show every change and interval: base -> rows, in even tenths."""
    rows = [row for base in changes.values() for row in base]
    return _reach([row[key] for row in rows for key in ("change", "change_lower", "change_upper")])


def parts_reach_of(rows: list[Row]) -> float:
    """Return how far an axis must reach to show the parts of every change one after another."""
    return _reach([end for row in rows for ends in _spans(row) for end in ends])


def _reach(values: list[float | None]) -> float:
    furthest = max((abs(value) for value in values if value is not None), default=0.0)
    return max(2, 2 * math.ceil(furthest * 5 - 1e-9)) / 10


def interval_picture(rows: list[Row], language: Language) -> Picture:
    """Return the chart of means with their intervals, and the post-stratified mean as a diamond."""
    words = texts_of(language)["chart_alt"]
    shown = [
        {
            "label": label_of(row["measure_id"], language),
            "colour": colour_of(row["measure_id"]),
            "value": row["mean_score"],
            "lower": row["interval_lower"],
            "upper": row["interval_upper"],
            "other": row["poststratified_mean"],
            "written": exact(row["mean_score"], language),
        }
        for row in rows
    ]
    lines = [
        words["interval"].format(
            label=row["label"],
            value=row["written"],
            lower=exact(row["lower"], language),
            upper=exact(row["upper"], language),
        )
        for row in shown
    ]
    svg = _svg(interval_chart(language), shown, language)
    return Picture(svg, words["means"].format(rows="; ".join(lines)))


def change_picture(rows: list[Row], reach: float, language: Language) -> Picture:
    """Return the chart of changes with their intervals; `reach`: how far the axis reaches from zero."""
    words = texts_of(language)["chart_alt"]
    shown = [
        {
            "label": label_of(row["measure_id"], language),
            "colour": colour_of(row["measure_id"]),
            "value": row["change"],
            "lower": row["change_lower"],
            "upper": row["change_upper"],
            "is_sure": row["conclusion"] in SURE,
            "written": change(row["change"], language),
        }
        for row in rows
    ]
    lines = [
        words["change"].format(
            label=drawn["label"],
            change=drawn["written"],
            conclusion=texts_of(language)["conclusion"][row["conclusion"]],
        )
        for drawn, row in zip(shown, rows, strict=True)
    ]
    svg = _svg(change_chart(reach), shown, language)
    return Picture(svg, words["means"].format(rows="; ".join(lines)))


def parts_picture(row: Row, reach: float, language: Language) -> Picture:
    """Return the parts of one measure's change, and the whole; without parts, the whole alone."""
    words = texts_of(language)
    keys = [*(PARTS if row[PARTS[0]] is not None else ()), "change_of_national_mean"]
    shown: list[dict[str, Any]] = [
        {
            "label": words["parts"][key],
            "colour": colour_of(row["measure_id"]),
            "start": start,
            "end": end,
            "is_whole": key == "change_of_national_mean",
            "written": change(row[key], language),
        }
        for key, (start, end) in zip(keys, _spans(row), strict=True)
    ]
    lines = [f"{drawn['label']} {drawn['written']}" for drawn in shown]
    svg = _svg(parts_chart(reach), shown, language)
    return Picture(svg, words["chart_alt"]["means"].format(rows="; ".join(lines)))


def _spans(row: Row) -> list[tuple[float | None, float | None]]:
    """Return from where to where each part's bar lies: one begins where the one before ends."""
    whole = (0.0, row["change_of_national_mean"])
    if row[PARTS[0]] is None:
        return [whole]
    ends = [sum(row[key] for key in PARTS[: number + 1]) for number in range(len(PARTS))]
    return [*zip([0.0, *ends], ends, strict=False), whole]


def _svg(form: Form, rows: list[Row], language: Language) -> str:
    return _drawn(json.dumps(with_rows(form, rows), ensure_ascii=False), language)


@lru_cache(maxsize=256)
def _drawn(specification: str, language: Language) -> str:
    return to_svg(json.loads(specification), language)
