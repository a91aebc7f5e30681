"""What Superset imports: every mart of the release, and nothing that is not there."""

import shutil
from pathlib import Path
from typing import Any

import assets
import duckdb
import pytest
import yaml

from dagster_project.settings import PROJECT_FOLDER
from dagster_project.transform.dbt_build import parse_project
from tests.conftest import Pipeline

Config = dict[str, Any]
SURVEY = yaml.safe_load((PROJECT_FOLDER / "raw" / "survey.yml").read_text(encoding="utf-8"))


def bundle_of(database: Path) -> dict[str, Config]:
    with duckdb.connect(database, read_only=True) as connection:
        files = assets.bundle(connection, "duckdb:////somewhere/survey.duckdb", SURVEY)
    return {path: yaml.safe_load(text) for path, text in files.items()}


@pytest.fixture(scope="module")
def bundle(first_run: tuple[Pipeline, str]) -> dict[str, Config]:
    return bundle_of(first_run[0].current / "survey.duckdb")


def part(bundle: dict[str, Config], folder: str) -> dict[str, Config]:
    return {path.split("/")[-1][:-5]: file for path, file in bundle.items() if path.startswith(folder)}


def test_dataset_for_every_mart_and_dimension_of_the_release(
    bundle: dict[str, Config], published: Pipeline
) -> None:
    datasets = part(bundle, "datasets/")
    facts = {"fct_answers", "fct_cornerstone_scores"}
    assert sorted(datasets) == sorted(set(published.mart_hashes()) - facts)
    for name, dataset in datasets.items():
        described = published.marts(
            f"""
            select column_name, trim(replace(comment, chr(10), ' ')) from duckdb_columns()
            where table_name = '{name}'
            """
        )
        texts = {column["column_name"]: column.get("description") for column in dataset["columns"]}
        assert {column: texts[column] for column, _ in described} == dict(described)
        assert all(text for _, text in described)
        [(comment,)] = published.marts(f"select comment from duckdb_tables() where table_name = '{name}'")
        assert dataset["description"] == " ".join(comment.split()) != ""


def source_of(dataset: Config) -> str:
    return f"({dataset['sql']})" if dataset["sql"] else f"marts.{dataset['table_name']}"


def metrics_of(dataset: Config) -> dict[str, str]:
    return {metric["metric_name"]: metric["expression"] for metric in dataset["metrics"]}


def test_lookups_add_columns_and_change_no_rows(bundle: dict[str, Config], published: Pipeline) -> None:
    with duckdb.connect(published.current / "survey.duckdb", read_only=True) as connection:
        for name, dataset in part(bundle, "datasets/").items():
            if dataset["sql"] is None:
                continue
            own = connection.execute(f"describe marts.{name}").fetchall()
            columns = ", ".join(column[0] for column in own)
            mart, query = f"select {columns} from marts.{name}", f"select {columns} from {source_of(dataset)}"
            assert not connection.execute(
                f"({mart} except all {query}) union all ({query} except all {mart})"
            ).fetchall()
            found = [column[0] for column in connection.execute(f"describe {dataset['sql']}").fetchall()]
            assert found == [column["column_name"] for column in dataset["columns"]]


def test_every_metric_can_be_computed(bundle: dict[str, Config], published: Pipeline) -> None:
    with duckdb.connect(published.current / "survey.duckdb", read_only=True) as connection:
        for name, dataset in part(bundle, "datasets/").items():
            metrics = metrics_of(dataset)
            assert "n_rows" in metrics
            assert all(metric["extra"]["certification"]["certified_by"] for metric in dataset["metrics"])
            counts = ", ".join(f"count({metric})" for metric in metrics)
            values = ", ".join(f"{expression} as {metric}" for metric, expression in metrics.items())
            each_row = f"(select *, row_number() over () as row_number from {source_of(dataset)})"
            [found] = connection.execute(
                f"select {counts} from (select {values} from {each_row} group by row_number)"
            ).fetchall()
            assert all(found), (name, dict(zip(metrics, found, strict=True)))


@pytest.mark.parametrize(
    ("name", "group"), [("mart_role_scores", "role_id"), ("mart_size_class_scores", "size_class_id")]
)
def test_metrics_show_no_mean_that_the_mart_withholds(
    name: str, group: str, bundle: dict[str, Config], published: Pipeline
) -> None:
    dataset = part(bundle, "datasets/")[name]
    # No group of the two waves is so small that its mean is withheld, so those below twenty play it.
    mean = "case when n_base >= 20 then mean_score end as mean_score"
    groups = published.marts(
        f"""
        select {metrics_of(dataset)["mean_score"]}, max(n_base) < 20
        from (select * replace ({mean}) from {source_of(dataset)})
        group by survey_year, measure_id, {group}
        """
    )
    assert {(value is None, is_few) for value, is_few in groups} == {(True, True), (False, False)}


def test_metrics_of_municipalities_show_no_mean_of_a_group(
    bundle: dict[str, Config], published: Pipeline
) -> None:
    dataset = part(bundle, "datasets/")["mart_municipality_feedback"]
    for metric in ("own_value", "difference_from_national_mean"):
        groups = published.marts(
            f"""
            select {metrics_of(dataset)[metric]} from {source_of(dataset)}
            group by survey_year, measure_id, size_class_id
            """
        )
        assert {value for (value,) in groups} == {None}


def test_no_dataset_holds_single_responses(bundle: dict[str, Config]) -> None:
    for name, dataset in part(bundle, "datasets/").items():
        assert "fct_" not in f"{name} {dataset['sql']}"
        assert "response_number" not in {column["column_name"] for column in dataset["columns"]}


def test_a_new_mart_appears_by_itself(bundle: dict[str, Config], published: Pipeline, tmp_path: Path) -> None:
    database = shutil.copy(published.current / "survey.duckdb", tmp_path)
    with duckdb.connect(database) as connection:
        connection.execute(
            """
            create table marts.mart_new as from marts.mart_size_class_scores;
            comment on table marts.mart_new is 'Grain: one row
                per size class.';
            """
        )
    extended = bundle_of(Path(database))
    new = extended.pop("datasets/release/mart_new.yaml")
    assert extended == bundle
    assert new["description"] == "Grain: one row per size class."
    assert {"mean_score", "n_responses"} <= {metric["metric_name"] for metric in new["metrics"]}
    assert "size_class_in_order" in {column["column_name"] for column in new["columns"]}


def test_charts_and_filters_use_what_their_datasets_have(bundle: dict[str, Config]) -> None:
    datasets = {dataset["uuid"]: dataset for dataset in part(bundle, "datasets/").values()}

    def columns(dataset: Config) -> set[str]:
        return {column["column_name"] for column in dataset["columns"]}

    for chart in part(bundle, "charts/").values():
        dataset, [query] = datasets[chart["dataset_uuid"]], yaml.safe_load(chart["query_context"])["queries"]
        assert query["columns"]
        assert {*query["columns"], *(each["col"] for each in query["filters"])} <= columns(dataset)
        assert set(query.get("metrics", [])) <= {metric["metric_name"] for metric in dataset["metrics"]}
    [dashboard] = part(bundle, "dashboards/").values()
    filters = dashboard["metadata"]["native_filter_configuration"]
    assert [each["name"] for each in filters] == ["År", "Kommun", "Bas", "Hörnsten", "Storleksklass", "Roll"]
    for each in filters:
        [target] = each["targets"]
        assert target["column"]["name"] in columns(datasets[target["datasetUuid"]])


def test_filters_reach_the_charts_that_have_their_column(bundle: dict[str, Config]) -> None:
    [dashboard] = part(bundle, "dashboards/").values()
    names = {
        node["meta"]["chartId"]: key
        for key, node in dashboard["position"].items()
        if key.startswith("CHART-")
    }
    reached = {
        each["name"]: set(names.values()) - {names[number] for number in each["scope"]["excluded"]}
        for each in dashboard["metadata"]["native_filter_configuration"]
    }
    assert reached["Kommun"] == {"CHART-municipality_series"}
    assert reached["Bas"] == {"CHART-national_table", "CHART-changes"}
    assert reached["Roll"] == {"CHART-roles"}
    assert reached["Storleksklass"] == {"CHART-size_classes", "CHART-participation", "CHART-municipalities"}
    assert reached["Hörnsten"] == set(names.values()) - {
        "CHART-waves",
        "CHART-participation",
        "CHART-national_interval",
    }
    assert reached["År"] == set(names.values()) - {
        "CHART-waves",
        "CHART-national_means",
        "CHART-national_interval",
        "CHART-municipality_series",
        "CHART-national_table",
    }


def test_titles_say_what_is_synthetic(bundle: dict[str, Config], published: Pipeline, tmp_path: Path) -> None:
    charts = part(bundle, "charts/").values()
    assert all(chart["slice_name"].endswith(" (syntetiska svar)") for chart in charts)
    database = Path(shutil.copy(published.current / "survey.duckdb", tmp_path))
    with duckdb.connect(database) as connection:
        connection.execute("update marts.dim_wave set is_synthetic = false")
    assert not any(
        "syntetisk" in chart["slice_name"] for chart in part(bundle_of(database), "charts/").values()
    )


def test_exposure_names_what_the_dashboard_reads(bundle: dict[str, Config], published: Pipeline) -> None:
    datasets = {dataset["uuid"]: dataset for dataset in part(bundle, "datasets/").values()}
    [dashboard] = part(bundle, "dashboards/").values()
    filters = dashboard["metadata"]["native_filter_configuration"]
    used = [chart["dataset_uuid"] for chart in part(bundle, "charts/").values()]
    used += [each["targets"][0]["datasetUuid"] for each in filters]
    with duckdb.connect(published.current / "survey.duckdb", read_only=True) as connection:
        queries = [f"select * from {source_of(datasets[uuid])}" for uuid in used]
        read = {name for query in queries for name in connection.get_table_names(query)}
    exposure = parse_project().to_dict()["exposures"]["exposure.eforvaltning.dashboard"]
    assert {node.split(".")[-1] for node in exposure["depends_on"]["nodes"]} == read


def test_measures_have_the_colours_of_the_release(bundle: dict[str, Config], published: Pipeline) -> None:
    colours = bundle["dashboards/survey.yaml"]["metadata"]["label_colors"]
    cornerstones = published.marts("select cornerstone_name_sv, colour from marts.dim_cornerstone")
    assert colours == {**dict(cornerstones), "Totalt hela mätningen": "#5c6f8f"}
    assert len(set(colours.values())) == 5
