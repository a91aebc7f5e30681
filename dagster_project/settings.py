"""Where everything lies and what limits hold, read from the environment in one place."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import from_json

from dagster_project.refusals import RefusedError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
PREFIX = "EFORVALTNING_"
# The marts of a release, in one file.
DATABASE_FILE = "survey.duckdb"

# Who answers for the tables, in Dagster's terms.
OWNERS = ["team:e-forvaltning"]

# What settings expect that pydantic has no plain words for.
LISTS = {
    "web_hosts": 'a list of host names in JSON, such as ["localhost"]',
    "alerts": 'a list of Apprise addresses in JSON, such as ["mailto://localhost?to=operations@example.se"]',
}
PATTERNS = {
    "memory_limit": "an amount such as 3GB or 512MiB",
    "spark_remote": "a Spark Connect server, such as sc://host:15002",
    "lake": "a folder or URI, such as /srv/lake or s3a://bucket/lake",
}


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError("the path of a folder, but it is a file")
    # What is started from here may work in another folder.
    return path.absolute()


# No wildcard: with one, any site could answer to a name of its own.
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$", max_length=253)]
Folder = Annotated[Path, AfterValidator(_folder)]


class SettingsError(RefusedError):
    """A setting that cannot be used; the message names its environment variable."""

    exit_code = 2


class Settings(BaseModel):
    """Paths, key and limits. Each is set by an environment variable `EFORVALTNING_<NAME>`.

    `raw`: the folder of exports, one subfolder a year and `reference/`.
    `data`: the folder that the pipeline writes: warehouse, releases, Dagster's history, the key file.
    `respondent_key`: the secret for hashing respondents' addresses; without it, a key file in `data`.
    `releases_kept`: how many releases stay on disk, the current one included; at least three, so that
    a reader of an older one is never cut off by the next two publications.
    `memory_limit`: how much memory DuckDB may take before it writes to `spill`, such as 8GB or 512MiB; also
    the heap of a Spark that is started here.
    `export_megabytes_limit`: the largest export that is read, unpacked if it is a workbook.
    `web_hosts`: the host names under which Dagster's UI answers, as a JSON list; with a proxy before it, add
    the proxy's public name.
    `alerts`: where alerts go, as a JSON list of Apprise addresses such as `mailtos://...` or `jsons://...`;
    they may hold passwords.
    `engine`: what builds the models. With Spark, `spark_master` names where a session is started (`local[2]`,
    `spark://host:7077`), or `spark_remote` a Spark Connect server (`sc://host:15002`), and `lake` the folder
    or URI that the pipeline and every worker of Spark read and write; `lake` in the data folder without it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: Folder = PROJECT_FOLDER / "raw"
    data: Folder = PROJECT_FOLDER / "data"
    respondent_key: SecretStr | None = None
    releases_kept: int = Field(default=5, ge=3)
    memory_limit: str = Field(default="3GB", pattern=r"^[1-9][0-9]{0,5}(\.[0-9]{1,3})?\s?([KMGT]i?B)$")
    export_megabytes_limit: int = Field(default=50, ge=1)
    web_hosts: list[HostName] = ["127.0.0.1", "localhost"]
    alerts: list[SecretStr] = []
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark_master: str | None = None
    spark_remote: str | None = Field(default=None, pattern=r"^sc://")
    lake: str | None = Field(default=None, pattern=r"^(/|[a-z][a-z0-9]*://)")

    def __init__(self, **values: Any) -> None:
        """Read the environment; values given here go before it.

        Raises:
            SettingsError: a value cannot be used; the message lists every one.
        """
        variables = {name: _variable(name) for name in type(self).model_fields}
        given = {name: os.environ[key] for name, key in variables.items() if key in os.environ}
        try:
            super().__init__(**given | values)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_describe, error.errors()))) from None

    @field_validator(*LISTS, mode="before")
    @classmethod
    def _from_json(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return from_json(value)
        except ValueError:
            raise ValueError(LISTS[str(info.field_name)]) from None

    @property
    def warehouse(self) -> Path:
        """The pipeline's own DuckDB file; readers use a release instead."""
        return self.data / "warehouse.duckdb"

    @property
    def spill(self) -> Path:
        """Where DuckDB keeps for a while what does not fit into its memory."""
        return self.data / "spill"

    @property
    def lake_location(self) -> str:
        """The folder or URI that Spark reads and writes."""
        return (self.lake or str(self.data / "lake")).rstrip("/")

    @property
    def warehouse_lock(self) -> Path:
        """Held by the one run that may write the warehouse."""
        return self.data / "warehouse.lock"

    @property
    def run_locks(self) -> Path:
        """The folder in which every run that is alive holds a lock."""
        return self.data / "running"

    @property
    def releases(self) -> Path:
        """The folder of published releases and the `current` link."""
        return self.data / "releases"

    @property
    def current_release(self) -> Path:
        """The link to the newest release."""
        return self.releases / "current"

    def key_in_use(self) -> bytes | None:
        """Return the secret for hashing addresses: the one that is set, else the key file's; None without."""
        if self.respondent_key:
            return self.respondent_key.get_secret_value().encode()
        return self.respondent_key_file.read_bytes().strip() if self.respondent_key_file.is_file() else None

    @property
    def respondent_key_file(self) -> Path:
        """The key's file where the environment gives none."""
        return self.data / "respondent.key"

    @property
    def dagster_home(self) -> Path:
        """Dagster's history of runs."""
        return self.data / "dagster"

    @property
    def documentation(self) -> Path:
        """The folder of the documentation of the data; its first page is `index.html`."""
        return self.data / "docs"

    @property
    def dbt_project(self) -> Path:
        """The dbt project's folder."""
        return PROJECT_FOLDER / "dbt"

    @property
    def reference(self) -> Path:
        """The folder of reference data."""
        return self.raw / "reference"

    def wave_folder(self, survey_year: int) -> Path:
        """Return the folder of one wave's export and contract."""
        return self.raw / str(survey_year)

    def years_in_raw(self) -> list[int]:
        """Return the years that have a folder in `raw`, in order."""
        return sorted(int(path.name) for path in self.raw.glob("[0-9][0-9][0-9][0-9]") if path.is_dir())


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _describe(detail: "ErrorDetails") -> str:
    """Return one line for a setting that cannot be used; a secret is not repeated."""
    name = str(detail["loc"][0])
    found = "" if name in ("respondent_key", "alerts") else f"found {str(detail['input'])!r}, "
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    expected = {
        "int_parsing": "a whole number",
        "greater_than_equal": f"a whole number of at least {detail.get('ctx', {}).get('ge')}",
        "string_pattern_mismatch": (LISTS | PATTERNS).get(name, message),
        "string_too_long": (LISTS | PATTERNS).get(name, message),
    }.get(detail["type"], message)
    return f"{_variable(name)}: {found}expected {expected}"
