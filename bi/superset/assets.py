"""A release and three YAML files -> what Superset imports: database, datasets, charts, dashboard.

A dataset for every mart and dimension of the release, with its descriptions; nothing here names one.
"""

import json
import re
import uuid
from pathlib import Path
from typing import Any

import duckdb
import yaml

FOLDER = Path(__file__).resolve().parent
# Names change over the years, and each has its colour.
COLOURS = """
    select distinct measure_name_sv, colour from marts.dim_measure
    where measure_level in ('cornerstone', 'total') order by all
"""
CERTIFICATION = {
    "certified_by": "dbt",
    "details": "Published only after every blocking check of dbt has passed.",
}
# The facts are left out: a chart of answers by role or size class would show the means of handfuls, which the
# marts withhold. The marts hold every figure, and the dimensions are what filters choose from.
FACTS = "fct_"
TABLES = """
    select tables.table_name, tables.comment, columns.column_name, columns.data_type, columns.comment
    from duckdb_tables() as tables
    inner join duckdb_columns() as columns
        on columns.schema_name = tables.schema_name and columns.table_name = tables.table_name
    where tables.schema_name = 'marts' and not starts_with(tables.table_name, ?)
    order by tables.table_name, columns.column_index
"""
# The same name gives the same id in every installation, so an import overwrites what the last one made.
NAMESPACE = uuid.UUID("5d1ff9b0-2b9a-4f0b-9d4e-0a63f5a8c7de")

Config = dict[str, Any]


def bundle(release: duckdb.DuckDBPyConnection, database_uri: str, survey: Config) -> dict[str, str]:
    """Return path -> YAML text of everything that Superset imports.

    Args:
        release: the release's database.
        database_uri: SQLAlchemy's address of the release.
        survey: the release's survey.yml.
    """
    semantics, charts, dashboard = (
        _read(f"{name}.yml", _words_of(survey)) for name in ("semantics", "charts", "dashboard")
    )
    charts = {key: chart | {"name": chart["name"] + _mark(release)} for key, chart in charts.items()}
    datasets = {mart["name"]: _dataset(mart, semantics) for mart in _marts(release)}
    files = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2000-01-01T00:00:00+00:00"},
        "databases/release.yaml": _database(database_uri, dashboard["title"]),
        "dashboards/survey.yaml": _dashboard(
            dashboard, charts, datasets, dict(release.execute(COLOURS).fetchall())
        ),
    }
    files |= {f"datasets/release/{name}.yaml": dataset for name, dataset in datasets.items()}
    files |= {f"charts/{key}.yaml": _chart(key, chart) for key, chart in charts.items()}
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


def _id(kind: str, name: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


def _marts(release: duckdb.DuckDBPyConnection) -> list[Config]:
    """Return name, description and columns (name -> type and description) of every table but the facts."""
    marts: dict[str, Config] = {}
    for name, description, column, data_type, meaning in release.execute(TABLES, [FACTS]).fetchall():
        mart = marts.setdefault(name, {"name": name, "description": _line(description), "columns": {}})
        mart["columns"][column] = {"type": data_type, "description": _line(meaning)}
    return list(marts.values())


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _database(uri: str, survey_name: str) -> Config:
    return {
        "database_name": f"{survey_name}, current release",
        "sqlalchemy_uri": uri,
        "uuid": _id("database", "release"),
        "version": "1.0.0",
        "expose_in_sqllab": True,
        "allow_dml": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_csv_upload": False,
        "allow_run_async": False,
        "extra": {"allows_virtual_table_explore": True},
    }


def _dataset(mart: Config, semantics: Config) -> Config:
    """Return a mart's dataset: its columns as the release describes them, what was looked up, its metrics."""
    sql, looked_up = _look_up(mart, semantics["lookups"])
    columns = mart["columns"] | {name: {"type": "STRING"} for name in looked_up}
    return {
        "table_name": mart["name"],
        "schema": "marts",
        "sql": sql,
        "description": mart["description"],
        "uuid": _id("dataset", mart["name"]),
        "database_uuid": _id("database", "release"),
        "version": "1.0.0",
        "extra": {"certification": CERTIFICATION},
        "columns": [
            {
                "column_name": name,
                "verbose_name": semantics["labels"].get(name),
                "groupby": True,
                "filterable": True,
                # A year is a number here: time axes would make a first of January of it.
                "is_dttm": False,
                **column,
            }
            for name, column in columns.items()
        ],
        "metrics": [
            _metric(metric) for metric in semantics["metrics"] if set(metric["needs"]) <= set(columns)
        ],
    }


def _look_up(mart: Config, lookups: list[Config]) -> tuple[str | None, list[str]]:
    """Return the query of a mart with the columns it lacks, and those columns; None where it lacks none."""
    sql = f"select * from marts.{mart['name']}"
    added: list[str] = []
    for lookup in lookups:
        present = {*mart["columns"], *added}
        missing = {name: value for name, value in lookup["adds"].items() if name not in present}
        if missing and present.issuperset([*lookup["by"], *lookup.get("needs", [])]):
            columns = ", ".join(f"{expression} as {name}" for name, expression in missing.items())
            on = " and ".join(f"found.{theirs} = mart.{own}" for own, theirs in lookup["by"].items())
            sql = (
                f"select mart.*, {columns} from ({sql}) as mart left join {lookup['table']} as found on {on}"
            )
            added += missing
    return (sql if added else None), added


def _metric(metric: Config) -> Config:
    return {
        "metric_name": metric["name"],
        "verbose_name": metric["label"],
        "expression": metric["expression"],
        "description": metric["description"],
        "d3format": metric.get("format"),
        "extra": {"certification": CERTIFICATION},
    }


def _chart(key: str, chart: Config) -> Config:
    filters = [
        {"col": column, "op": "IN", "val": values} for column, values in chart.get("where", {}).items()
    ]
    params = chart["params"] | {
        "viz_type": chart["viz_type"],
        "adhoc_filters": [
            {
                "expressionType": "SIMPLE",
                "clause": "WHERE",
                "subject": each["col"],
                "operator": each["op"],
                "comparator": each["val"],
            }
            for each in filters
        ],
    }
    return {
        "slice_name": chart["name"],
        "viz_type": chart["viz_type"],
        "params": params,
        "query_context": json.dumps(_query_context(params, filters)),
        "uuid": _id("chart", key),
        "dataset_uuid": _id("dataset", chart["dataset"]),
        "version": "1.0.0",
    }


def _query_context(params: Config, filters: list[Config]) -> Config:
    """Return the chart's query for those who ask Superset's API for its numbers."""
    columns = [params[name] for name in ("x_axis",) if name in params]
    for name in ("groupby", "groupbyRows", "groupbyColumns", "all_columns"):
        columns += params.get(name, [])
    query = {"columns": columns, "filters": filters, "row_limit": params["row_limit"], "orderby": []}
    if params.get("query_mode") != "raw":
        query["metrics"] = params["metrics"]
    # Superset fills in the dataset's id when it imports the chart.
    return {"datasource": {}, "queries": [query], "result_format": "json", "result_type": "full"}


def _dashboard(
    dashboard: Config, charts: Config, datasets: dict[str, Config], colours: dict[str, str]
) -> Config:
    """Return the dashboard; `colours`: Swedish name of each cornerstone and of TOTAL -> colour."""
    numbers = {key: number for number, key in enumerate(charts, start=1)}
    return {
        "dashboard_title": dashboard["title"],
        "slug": dashboard["slug"],
        "description": dashboard["description"],
        "uuid": _id("dashboard", dashboard["slug"]),
        "version": "1.0.0",
        "published": True,
        "certified_by": CERTIFICATION["certified_by"],
        "certification_details": CERTIFICATION["details"],
        "position": _position(dashboard, charts, numbers),
        "metadata": {
            "native_filter_configuration": [
                _filter(each, charts, datasets, numbers) for each in dashboard["filters"]
            ],
            "label_colors": colours,
            "color_scheme": "supersetColors",
            "filter_bar_orientation": "HORIZONTAL",
            "cross_filters_enabled": False,
        },
    }


def _position(dashboard: Config, charts: Config, numbers: dict[str, int]) -> Config:
    """Return the dashboard's layout as Superset's tree of named nodes."""
    rows = [f"ROW-{number}" for number in range(len(dashboard["rows"]))]
    parents = ["ROOT_ID", "GRID_ID"]
    position: Config = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard["title"]}},
    }
    for name, row in zip(rows, dashboard["rows"], strict=True):
        position[name] = {
            "type": "ROW",
            "id": name,
            "children": [f"CHART-{key}" for key in row["charts"]],
            "parents": parents,
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for key, width in row["charts"].items():
            position[f"CHART-{key}"] = {
                "type": "CHART",
                "id": f"CHART-{key}",
                "children": [],
                "parents": [*parents, name],
                "meta": {
                    "chartId": numbers[key],
                    "uuid": _id("chart", key),
                    "width": width,
                    "height": row["height"],
                    "sliceName": charts[key]["name"],
                },
            }
    return position


def _filter(each: Config, charts: Config, datasets: dict[str, Config], numbers: dict[str, int]) -> Config:
    """Return a filter; the charts it cannot reach are left out of its scope, so that it never half works."""
    column = each["column"]
    ignored = [
        key
        for key, chart in charts.items()
        if key in each.get("ignored_by", [])
        or column not in {known["column_name"] for known in datasets[chart["dataset"]]["columns"]}
    ]
    is_newest_first = each.get("is_newest_first", False)
    is_first = is_newest_first or each.get("is_first", False)
    value = [each["default"]] if "default" in each else None
    chosen = [{"col": column, "op": "IN", "val": value}] if value else []
    return {
        "id": f"NATIVE_FILTER-{column}",
        "name": each["name"],
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [{"column": {"name": column}, "datasetUuid": _id("dataset", each["dataset"])}],
        "controlValues": {
            "multiSelect": not (value or is_first),
            "enableEmptyFilter": bool(value or is_first),
            "defaultToFirstItem": is_first,
            "sortAscending": not is_newest_first,
            "searchAllOptions": False,
            "inverseSelection": False,
        },
        "defaultDataMask": {
            "extraFormData": {"filters": chosen} if chosen else {},
            "filterState": {"value": value} if value else {},
        },
        "scope": {"rootPath": ["ROOT_ID"], "excluded": [numbers[key] for key in ignored]},
        "cascadeParentIds": [],
        # Without it the first value is shown, but not applied until someone presses the button.
        "requiredFirst": is_first,
    }
