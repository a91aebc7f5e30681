"""The engine that builds the models: DuckDB in this process, or Apache Spark, here or elsewhere.

Which one, where, and whether it works. `spark.py` starts sessions of Spark.
"""

import re
import uuid
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from dagster_project.settings import PREFIX, Settings
from dagster_project.spark import EngineError, first_line, in_time, master_of, shown, spark_session

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

# Engine -> its package.
PACKAGES = {"duckdb": "duckdb", "spark": "pyspark"}


def engine_version(settings: Settings) -> str:
    """Return the engine's name and version, such as `duckdb 1.5.1` or `spark 4.3.0`.

    Raises:
        EngineError: its packages are not installed.
    """
    package = PACKAGES[settings.engine]
    try:
        return f"{settings.engine} {version(package)}"
    except PackageNotFoundError:
        raise EngineError(
            f"{PREFIX}ENGINE is {settings.engine}, but {package} is not installed: "
            f"run `make {settings.engine}`, which installs it"
        ) from None


def engine_place(settings: Settings) -> str:
    """Return where the engine works, for people to read; empty for DuckDB."""
    if settings.engine != "spark":
        return ""
    return f"at {shown(settings.spark_remote or master_of(settings))}, lake {settings.lake_location}"


def require_engine(settings: Settings) -> None:
    """Make sure that the engine works, before anything is loaded; once in a process.

    Raises:
        EngineError: Spark cannot be started or asked, is of another version, or does not share the lake.
    """
    if settings.engine == "spark":
        engine_version(settings)
        if settings.spark_master and settings.spark_remote:
            raise EngineError(f"{PREFIX}SPARK_MASTER and {PREFIX}SPARK_REMOTE are both set: set one")
        _require_spark(settings.lake_location)


def lake_files(location: str) -> "tuple[FileSystem, str]":
    """Return the file system of a folder or URI, and the path in it.

    Raises:
        EngineError: there is no file system for it.
    """
    import pyarrow  # noqa: PLC0415 (slow to import)
    from pyarrow.fs import FileSystem, LocalFileSystem  # noqa: PLC0415 (slow to import)

    if location.startswith("/"):
        return LocalFileSystem(), location
    try:
        # What Hadoop calls s3a is s3 elsewhere.
        files, path = FileSystem.from_uri(re.sub(r"^s3a:", "s3:", location))
    except (pyarrow.ArrowException, OSError) as error:
        raise EngineError(f"{PREFIX}LAKE: {location} cannot be opened: {first_line(error)}") from None
    return files, path


def remove_folder(files: "FileSystem", folder: str) -> None:
    """Remove a folder with all in it, if it is there."""
    from pyarrow.fs import FileType  # noqa: PLC0415 (slow to import)

    if files.get_file_info(folder).type == FileType.Directory:
        files.delete_dir(folder)


@cache
def _require_spark(lake: str) -> None:
    """Let Spark read from the lake what is written here, and read here what Spark writes there."""
    import pyarrow as pa  # noqa: PLC0415 (slow to import)
    from pyarrow import parquet  # noqa: PLC0415 (slow to import)

    files, folder = lake_files(lake)
    name = f"trial-{uuid.uuid4().hex}"
    trial = f"{folder}/{name}"
    try:
        try:
            files.create_dir(f"{trial}/ours")
            parquet.write_table(pa.table({"number": [1]}), f"{trial}/ours/one.parquet", filesystem=files)
        except (OSError, pa.ArrowException) as error:
            raise EngineError(
                f"the lake {lake} cannot be written: {first_line(error)}; give this user the right to it, "
                f"or name another folder or URI in {PREFIX}LAKE"
            ) from None
        session = spark_session()
        in_time(
            lambda: session.read.parquet(f"{lake}/{name}/ours").write.parquet(f"{lake}/{name}/theirs"),
            f"Spark cannot use the lake {lake}, which it must share with this machine",
        )
        if not _is_there(files, f"{trial}/theirs"):
            raise EngineError(
                f"what Spark writes to the lake {lake} is not seen here: name a folder or URI in "
                f"{PREFIX}LAKE that this machine and every worker share"
            )
    finally:
        remove_folder(files, trial)


def _is_there(files: "FileSystem", folder: str) -> bool:
    """Return whether a folder holds a row of Parquet."""
    from pyarrow import parquet  # noqa: PLC0415 (slow to import)

    try:
        return bool(parquet.read_table(folder, filesystem=files).num_rows)
    except OSError:
        return False
