"""The lake: Parquet files that this machine and Spark share. `raw.*` goes there, and the marts come back.

    <lake>/raw-<id>/<table>/[survey_year=<year>/]     a copy of the raw tables, made for each build
    <lake>/models/<model>/[survey_year=<year>/]       what dbt builds on Spark

Everything in it can be rebuilt, and only builds read it, so one that ends early leaves the
release as it is. Spark's catalog is filled from the folders before each build and may forget in between.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import duckdb

from dagster_project.engine import lake_files, remove_folder
from dagster_project.inputs import key_digest
from dagster_project.settings import Settings
from dagster_project.spark import EngineError, spark_session
from dagster_project.warehouse import literal

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import ManifestNode, ModelNode
    from pyarrow.dataset import Dataset
    from pyarrow.fs import FileSystem
    from pyspark.sql import SparkSession

RAW = "raw"
MARTS = "marts"
MODELS = "models"
YEAR = "survey_year"
# By this comment a schema of Spark's catalog is known as this project's.
OURS = "Filled by eforvaltning; every build drops it and fills it again."
ROWS_IN_BATCH = 100_000
SPARK_TYPES = {"VARCHAR": "string", "INTEGER": "int", "TIMESTAMP": "timestamp_ntz"}
# What respondents typed and no model reads stays in the warehouse; so does the hash of their addresses, for
# which the lake has a hash of its own.
EMPTY_IN_LAKE = {"answers": ("answer_text",), "responses": ("municipality_text",)}


def models_folder(settings: Settings) -> str:
    """Return where Spark keeps the models' tables."""
    return f"{settings.lake_location}/{MODELS}"


def fill_lake(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    manifest: "Manifest",
    survey_years: list[int] | None,
    selected: Collection[str] | None,
) -> None:
    """Copy the raw tables into the lake, and fill Spark's catalog with what a build reads.

    Args:
        connection: the warehouse.
        settings: where the lake lies.
        manifest: the dbt project.
        survey_years: the years that are rewritten in what is written a year at a time; None for all.
        selected: the models that are built; None for all.

    Raises:
        EngineError: a schema of Spark's catalog is not this project's.
    """
    session = spark_session()
    files, lake = lake_files(settings.lake_location)
    models = [node for node in manifest.nodes.values() if node.resource_type.value == "model"]
    _make_schemas(session, {RAW} | {model.schema for model in models})
    copy = f"{RAW}-{uuid.uuid4().hex}"
    for table in _raw_tables(connection, manifest):
        columns = _copy_raw_table(connection, settings, table, files, f"{lake}/{copy}/{table}")
        _register_raw_table(session, table, columns, f"{settings.lake_location}/{copy}/{table}")
    for former in _folders(files, lake):
        if former.startswith(f"{RAW}-") and former != copy:
            remove_folder(files, f"{lake}/{former}")
    by_name = {model.name: model for model in models}
    built = by_name.keys() if selected is None else selected
    for name in _folders(files, f"{lake}/{MODELS}"):
        folder, model = f"{lake}/{MODELS}/{name}", by_name.get(name)
        if model and (name not in built or _without_years(files, folder, model, survey_years)):
            place = f"{models_folder(settings)}/{name}"
            session.sql(f"create table {model.schema}.{name} using parquet location '{place}'")
        else:
            remove_folder(files, folder)


def _without_years(
    files: "FileSystem", folder: str, model: "ManifestNode", survey_years: list[int] | None
) -> bool:
    """Remove the files of years that are rewritten; return whether a model that is built keeps others.

    Spark replaces the years that it has rows of, so a year that has none any more would keep its own.
    """
    if model.config.materialized != "incremental" or survey_years is None:
        return False
    for year in survey_years:
        remove_folder(files, f"{folder}/{YEAR}={year}")
    return bool(_folders(files, folder))


def fetch_marts(
    connection: duckdb.DuckDBPyConnection, settings: Settings, marts: "Iterable[ModelNode]"
) -> None:
    """Copy marts that Spark has built from the lake into the warehouse, with their descriptions.

    Args:
        connection: the warehouse.
        settings: where the lake lies.
        marts: the marts as dbt knows them; their contracts give columns and types.
    """
    connection.execute(f"create schema if not exists {MARTS}")
    for mart in marts:
        table = f"{mart.schema}.{mart.name}"
        definitions = ", ".join(f"{column.name} {column.data_type}" for column in mart.columns.values())
        connection.execute(f"create or replace table {table} ({definitions})")
        rows = _dataset(*lake_files(f"{models_folder(settings)}/{mart.name}"))
        if rows.files:
            connection.register("rows_of_mart", rows)
            connection.execute(f"insert into {table} by name from rows_of_mart")
            connection.unregister("rows_of_mart")
        _describe(connection, f"table {table}", mart.description)
        for column in mart.columns.values():
            _describe(connection, f"column {table}.{column.name}", column.description)


def n_rows_in_lake(settings: Settings, model: str) -> int:
    """Return how many rows Spark has written of a model, as its files say."""
    return int(_dataset(*lake_files(f"{models_folder(settings)}/{model}")).count_rows())


def _make_schemas(session: "SparkSession", schemas: set[str]) -> None:
    """Let the schemas be there and empty; the files of their tables stay."""
    for schema in sorted(schemas):
        session.sql(f"create schema if not exists {schema} comment '{OURS}'")
        described = {row[0]: row[1] for row in session.sql(f"describe schema {schema}").collect()}
        if described.get("Comment") != OURS:
            raise EngineError(
                f"Spark's catalog has a schema {schema} that is not this project's: give the project a "
                "catalog of its own"
            )
        session.sql(f"drop schema {schema} cascade")
        session.sql(f"create schema {schema} comment '{OURS}'")


def _raw_tables(connection: duckdb.DuckDBPyConnection, manifest: "Manifest") -> list[str]:
    """Return the raw tables that models read and that were loaded."""
    stored = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    read = {source.name for source in manifest.sources.values()}
    return sorted(name for (name,) in stored if name in read)


def _copy_raw_table(
    connection: duckdb.DuckDBPyConnection, settings: Settings, table: str, files: "FileSystem", folder: str
) -> dict[str, str]:
    """Write a raw table into a folder, partitioned by year if it has one; return column -> type."""
    from pyarrow import dataset  # noqa: PLC0415 (slow to import)

    described = connection.execute(f"describe {RAW}.{table}").fetchall()
    columns = {name: kind for name, kind, *_ in described}
    expressions = dict.fromkeys(EMPTY_IN_LAKE.get(table, ()), "cast(null as varchar)")
    if "respondent_key" in columns:
        salt = key_digest(settings, b"respondents in the lake")
        expressions["respondent_key"] = f"sha256(concat('{salt}', respondent_key))"
    select = ", ".join(f"{expressions.get(name, name)} as {name}" for name in columns)
    rows = connection.execute(f"select {select} from {RAW}.{table}").fetch_record_batch(ROWS_IN_BATCH)
    files.create_dir(folder)
    dataset.write_dataset(
        rows,
        folder,
        filesystem=files,
        format="parquet",
        file_options=dataset.ParquetFileFormat().make_write_options(compression="zstd"),
        partitioning=_years() if YEAR in columns else None,
        min_rows_per_group=ROWS_IN_BATCH,
    )
    return columns


def _register_raw_table(session: "SparkSession", table: str, columns: dict[str, str], location: str) -> None:
    definitions = ", ".join(f"{name} {SPARK_TYPES.get(kind, kind)}" for name, kind in columns.items())
    by_year = f"partitioned by ({YEAR})" if YEAR in columns else ""
    session.sql(f"create table {RAW}.{table} ({definitions}) using parquet {by_year} location '{location}'")


def _years() -> object:
    import pyarrow  # noqa: PLC0415 (slow to import)
    from pyarrow import dataset  # noqa: PLC0415 (slow to import)

    return dataset.partitioning(pyarrow.schema([(YEAR, pyarrow.int32())]), flavor="hive")


def _dataset(files: "FileSystem", folder: str) -> "Dataset":
    from pyarrow import dataset  # noqa: PLC0415 (slow to import)

    return dataset.dataset(folder, filesystem=files, format="parquet", partitioning="hive")


def _folders(files: "FileSystem", folder: str) -> list[str]:
    from pyarrow.fs import FileSelector, FileType  # noqa: PLC0415 (slow to import)

    found = files.get_file_info(FileSelector(folder, allow_not_found=True))
    return [entry.base_name for entry in found if entry.type == FileType.Directory]


def _describe(connection: duckdb.DuckDBPyConnection, target: str, description: str) -> None:
    connection.execute(f"comment on {target} is {literal(description)}")
