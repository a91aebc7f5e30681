"""A release and three YAML files -> what Superset imports: database, datasets, charts, dashboard.

A dataset for every mart and dimension of the release, with its descriptions; nothing here names one.
"""

import re
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dashboard import chart_of, dashboard
from datasets import Config, dataset, id_of, marts

FOLDER = Path(__file__).resolve().parent
# Names change over the years, and each has its colour.
COLOURS = """
    select distinct measure_name_sv, colour from marts.dim_measure
    where measure_level in ('cornerstone', 'total') order by all
"""


def bundle(release: duckdb.DuckDBPyConnection, database_uri: str, survey: Config) -> dict[str, str]:
    """Return path -> YAML text of everything that Superset imports.

    Args:
        release: the release's database.
        database_uri: SQLAlchemy's address of the release.
        survey: the release's survey.yml.
    """
    semantics, charts, layout = (
        _read(f"{name}.yml", _words_of(survey)) for name in ("semantics", "charts", "dashboard")
    )
    charts = {key: chart | {"name": chart["name"] + _mark(release)} for key, chart in charts.items()}
    datasets = {mart["name"]: dataset(mart, semantics) for mart in marts(release)}
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2000-01-01T00:00:00+00:00"},
        "databases/release.yaml": _database(database_uri, layout["title"]),
        "dashboards/survey.yaml": dashboard(
            layout, charts, datasets, dict(release.execute(COLOURS).fetchall())
        ),
    }
    files |= {f"datasets/release/{name}.yaml": dataset for name, dataset in datasets.items()}
    files |= {f"charts/{key}.yaml": chart_of(key, chart) for key, chart in charts.items()}
    return {path: yaml.safe_dump(content, allow_unicode=True) for path, content in files.items()}


def _mark(release: duckdb.DuckDBPyConnection) -> str:
    """Return what a chart's title ends with: that answers are synthetic, if those of any wave are."""
    [synthetic] = release.execute("select bool_or(is_synthetic) from marts.dim_wave").fetchall()
    return " (syntetiska svar)" if synthetic == (True,) else ""


def _words_of(survey: Config) -> dict[str, str]:
    """Return what stands for `<short_name>`, the limits of the scale and the unit's words, as `<Plural>`."""
    scale = survey["scale"]
    words = {"short_name": survey["short_name"].get("sv", next(iter(survey["short_name"].values())))}
    words |= {"lowest": str(scale["lowest"]), "highest": str(scale["highest"])}
    words |= survey["unit"].get("sv", {})
    return words | {form.capitalize(): word[0].upper() + word[1:] for form, word in words.items()}


def _read(name: str, words: dict[str, str]) -> Config:
    """Return a YAML file, with words of the survey for those in angle brackets."""
    content: Config = _with_words(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")), words)
    return content


def _with_words(content: Any, words: dict[str, str]) -> Any:
    """Return content with the words in its texts; a limit that stands alone is a number."""
    if isinstance(content, dict):
        # A table may be a query.
        quoted = {key: word.replace("'", "''") for key, word in words.items()}
        return {
            key: _with_words(value, quoted if key == "table" else words) for key, value in content.items()
        }
    if isinstance(content, list):
        return [_with_words(value, words) for value in content]
    if not isinstance(content, str):
        return content
    if content in ("<lowest>", "<highest>"):
        return int(words[content[1:-1]])
    return re.sub("<([A-Za-z_]+)>", lambda found: words.get(found[1], found[0]), content)


def _database(uri: str, survey_name: str) -> Config:
    return {
        "database_name": f"{survey_name}, current release",
        "sqlalchemy_uri": uri,
        "uuid": id_of("database", "release"),
        "version": "1.0.0",
        "expose_in_sqllab": True,
        "allow_dml": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_csv_upload": False,
        "allow_run_async": False,
        "extra": {"allows_virtual_table_explore": True},
    }
