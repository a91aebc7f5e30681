"""Templates and values -> HTML pages in two languages."""

import base64
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from dagster_project.languages import CONVENTIONS, Language
from dagster_project.present.charts import certainty, comparison, distribution, means, rates, series
from dagster_project.present.charts.palette import CHANGES, DARK_CHANGES, dark_map_steps, map_steps
from dagster_project.present.model import results
from dagster_project.present.model.release import Release
from dagster_project.present.model.rows import Cornerstone, Mean, Measure
from dagster_project.present.outputs import Output
from dagster_project.present.paper.typesetting import FONTS, png_of
from dagster_project.present.words import breaks, letters, municipality, names, statements
from dagster_project.present.words import language as words
from dagster_project.present.words.counted import counted
from dagster_project.present.words.language import texts_of
from dagster_project.survey import survey

TEMPLATES = Path(__file__).with_name("templates")
# Script -> the files in templates/scripts/ that it is made of.
SCRIPTS = {
    "site": ("search", "pages", "tables", "figures"),
    "map": ("map",),
    "compare": ("compare",),
}

# Everything lies in the release. A page may be opened as a file, which not every browser takes for 'self'.
# Charts that are saved as PNG are drawn from data: addresses, and the stylesheet has its fonts in it.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "font-src data:; form-action 'self' file:; base-uri 'none'"
)
# What templates call in the page's language.
PICTURES = (
    distribution.distribution_picture,
    distribution.own_distribution_picture,
    comparison.comparison_picture,
    means.means_picture,
    means.groups_picture,
    rates.rates_picture,
    series.mean_series_picture,
    series.own_series_picture,
    series.series_legend,
    certainty.interval_picture,
    certainty.change_picture,
    certainty.parts_picture,
)
SENTENCES = (
    words.mean_or_reason,
    words.interval,
    breaks.marked_change,
    municipality.place_sentence,
    municipality.never_answered,
    statements.spread_sentence,
    statements.responses_sentence,
    letters.what_is_next,
)


def shared(release: Release) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    return {
        "years": [wave.survey_year for wave in release.waves],
        "synthetic": release.synthetic_years,
        "county_pages": release.county_pages,
    }


def page(
    template: str,
    path: str,
    shows: dict[str, Any],
    language: Language,
    **derived: Any,
) -> Output:
    """Return a page of the site.

    Args:
        template: its file in templates/.
        path: where it lies in the Swedish site; the English twin lies at the same path under `en/`.
        shows: the values that it shows, under the names that the template has for them.
        language: of the page.
        derived: further values for the template that follow from `shows`, or functions.
    """
    folder = CONVENTIONS[language].folder
    place = f"{folder}{path}"
    root = "../" * place.count("/")
    links = {"path": path, "place": place, "root": root, "home": f"{root}{folder}"}
    return Output(place, shows, partial(_page, template, language, **shows, **links, **derived))


def _page(template: str, language: Language, **values: Any) -> bytes:
    values["synthetic_note"] = words.synthetic_note(values["synthetic"], language)
    return _environment(language).get_template(template).render(values).encode()


@cache
def _environment(language: Language) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        **_in_language(language, words.score, words.exact, words.change, words.percent, words.count),
        "listed": lambda items: words.listed([str(item) for item in items], language),
        "svg": Markup,
    }
    known: dict[str, Any] = {
        "language": language,
        "conventions": CONVENTIONS,
        "others": [(other, texts_of(other)) for other in survey().languages if other != language],
        "t": texts_of(language),
        "address": survey().address_of("site/"),
        "content_security_policy": CONTENT_SECURITY_POLICY,
        "scale_note": words.scale_note(language),
        "name": lambda row, field="measure_name": words.in_language(row, field, language),
        "label": partial(names.label_of, language=language),
        "summary": results.summary,
        "of_each": lambda rows, make: {row.measure_id: make(row) for row in rows},
        "aims": partial(_aims, language),
        "row_heading": partial(_row_heading, language),
        "indicators": results.indicators,
        "reasons_of": results.reasons_of,
        "most_in_a_bin": distribution.most_in_a_bin,
        "reached_from": municipality.reached_from(),
        "notes_on_breaks": partial(breaks.break_notes, language=language),
        "mark_of_break": breaks.MARK,
        "counted": lambda forms, n, of=None, **values: counted(forms, language, n, of, **values),
        **_in_language(language, *PICTURES, *SENTENCES),
    }
    environment.globals |= known
    return environment


def _in_language(language: Language, *functions: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Return functions that take a language, by their names and with the language given."""
    return {function.__name__: partial(function, language=language) for function in functions}


@cache
def _aims(language: Language, cornerstone: Cornerstone | None, synthetic_note: str | None) -> str:
    """Return what a cornerstone aims at, the same on every page; nothing where no text says it."""
    if cornerstone is None or not words.in_language(cornerstone, "scenario", language):
        return ""
    template = _environment(language).get_template("aims.html")
    return template.render(cornerstone=cornerstone, synthetic_note=synthetic_note)


def _row_heading(language: Language, measure: Measure, home: str) -> Markup:
    """Return the heading of a measure's row: one of few, on some fifty rows of every municipality's page."""
    shown = {field: getattr(measure, field) for field in ("measure_level", "measure_id", "colour")}
    return _heading(language, home, names.label_of(measure, language), **shown)


@cache
def _heading(language: Language, home: str, label: str, **shown: str) -> Markup:
    template = _environment(language).get_template("row_heading.html")
    return Markup(template.render(home=home, label=label, row=shown))  # noqa: S704 (a template escapes)


def stylesheet(measures: list[Mean]) -> Output:
    """Return the one stylesheet, the fonts inside it: a browser may refuse fonts of other local files.

    Args:
        measures: those that the map can show, TOTAL first.
    """
    colours = {measure.measure_id: measure.colour for measure in measures}
    return Output("assets/style.css", colours, partial(_stylesheet, colours))


def _stylesheet(colours: dict[str, str]) -> bytes:
    fonts = {
        weight: base64.b64encode((FONTS / f"public-sans-{weight}.ttf").read_bytes()).decode()
        for weight in (400, 700)
    }
    steps = {measure_id: map_steps(colour) for measure_id, colour in colours.items()}
    dark_steps = {measure_id: dark_map_steps(colour) for measure_id, colour in colours.items()}
    values = {"steps": steps, "dark_steps": dark_steps, "changes": CHANGES, "dark_changes": DARK_CHANGES}
    return (
        _environment(survey().languages[0]).get_template("style.css").render(fonts=fonts, **values).encode()
    )


def scripts() -> list[Output]:
    """Return the script of every page, and those of single pages."""
    return [Output(f"assets/{name}.js", {}, partial(_script, files)) for name, files in SCRIPTS.items()]


def _script(files: tuple[str, ...]) -> bytes:
    # Each in a function of its own would hide what they share; strict mode is asked for once, in the first.
    return b"\n".join((TEMPLATES / "scripts" / f"{file}.js").read_bytes() for file in files)


def icons() -> list[Output]:
    """Return the site's icon, as browsers show it in a tab and phones among their programs."""
    svg = TEMPLATES / "icon.svg"
    return [
        Output("assets/icon.svg", {}, svg.read_bytes),
        Output("assets/icon.png", {}, partial(_icon_as_png, svg)),
    ]


def _icon_as_png(svg: Path) -> bytes:
    # 180 pixels: what phones ask for.
    return png_of(svg.read_text(encoding="utf-8"), width=180)
