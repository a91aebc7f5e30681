"""The charts and the dashboard that shows them, with its layout and filters."""

import json

from datasets import CERTIFICATION, Config, id_of


def chart_of(key: str, chart: Config) -> Config:
    """Return a chart as Superset imports it.

    Args:
        key: its name in charts.yml.
        chart: what charts.yml says of it.
    """
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
        "uuid": id_of("chart", key),
        "dataset_uuid": id_of("dataset", chart["dataset"]),
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


def dashboard(layout: Config, charts: Config, datasets: dict[str, Config], colours: dict[str, str]) -> Config:
    """Return the dashboard; `colours`: Swedish name of each cornerstone and of TOTAL -> colour."""
    numbers = {key: number for number, key in enumerate(charts, start=1)}
    return {
        "dashboard_title": layout["title"],
        "slug": layout["slug"],
        "description": layout["description"],
        "uuid": id_of("dashboard", layout["slug"]),
        "version": "1.0.0",
        "published": True,
        "certified_by": CERTIFICATION["certified_by"],
        "certification_details": CERTIFICATION["details"],
        "position": _position(layout, charts, numbers),
        "metadata": {
            "native_filter_configuration": [
                _filter(each, charts, datasets, numbers) for each in layout["filters"]
            ],
            "label_colors": colours,
            "color_scheme": "supersetColors",
            "filter_bar_orientation": "HORIZONTAL",
            "cross_filters_enabled": False,
        },
    }


def _position(layout: Config, charts: Config, numbers: dict[str, int]) -> Config:
    """Return the dashboard's layout as Superset's tree of named nodes."""
    rows = [f"ROW-{number}" for number in range(len(layout["rows"]))]
    parents = ["ROOT_ID", "GRID_ID"]
    position: Config = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": layout["title"]}},
    }
    for name, row in zip(rows, layout["rows"], strict=True):
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
                    "uuid": id_of("chart", key),
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
        "targets": [{"column": {"name": column}, "datasetUuid": id_of("dataset", each["dataset"])}],
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
