"""The command `eforvaltning`: a thin face over the same jobs that Dagster's UI shows.

Exit codes: 0 done, 1 refused (a wave, a check, nothing to show), 2 wrong usage.
"""

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer
from filelock import FileLock, Timeout

from dagster_project.commands.releases import release_app
from dagster_project.commands.results import FIRST_PAGE, results_app
from dagster_project.commands.show import (
    MUNICIPALITY,
    VIEWS,
    NothingToShowError,
    View,
    find_municipality,
    note_on_synthetic_waves,
    open_release,
    spread_out,
)
from dagster_project.commands.terminal import print_table, refuse
from dagster_project.publish.history import read_manifest
from dagster_project.publish.release import MANIFEST_FILE
from dagster_project.settings import Settings

app = typer.Typer(
    help="The warehouse of the e-government survey: load waves, publish marts, look at results.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(results_app)
app.add_typer(release_app)


class OutputFormat(StrEnum):
    """How `show` writes its result."""

    table = "table"
    csv = "csv"
    json = "json"


class Result(StrEnum):
    """What `show` can show."""

    national = "national"
    size = "size"
    role = "role"
    participation = "participation"
    change = "change"
    claims = "claims"
    municipality = "municipality"


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def run(
    years: Annotated[
        list[int] | None, typer.Argument(help="The waves to load. Default: every folder in raw.")
    ] = None,
) -> None:
    """Load waves from the raw folder, build and check the marts, and publish them."""
    settings = Settings()
    survey_years = years or settings.years_in_raw()
    if not survey_years:
        refuse(f"there is no wave in {settings.raw}: put an export and its wave.yml into a folder <year>/")
    from dagster_project.runs import execute_job, prepare_dagster_home  # noqa: PLC0415 (seconds to import)

    prepare_dagster_home(settings)
    from dagster_project.definitions import defs  # noqa: PLC0415 (seconds to import)

    failures = [execute_job(defs, "load_wave", year) for year in survey_years]
    if any(failures):
        refuse("\n".join(filter(None, failures)) + "\nNothing was published.")
    failure = execute_job(defs, "publish_marts")
    if failure is not None:
        refuse(f"{failure}\nNothing was published.")
    _write(Result.national, None, OutputFormat.table)
    typer.echo(f"\nPublished: {settings.current_release.resolve()}\nReaders use {settings.current_release}")
    typer.echo(f"Look at it: {settings.current_release / FIRST_PAGE}")


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(exists=True, help="A wave's folder, or the export in it beside its wave.yml.")
    ],
) -> None:
    """Hold a wave against every gate that a load holds it against, and load nothing."""
    folder = path if path.is_dir() else path.absolute().parent
    # Great Expectations takes seconds to import.
    from dagster_project.ingest.check import check_wave, describe_findings  # noqa: PLC0415
    from dagster_project.ingest.contract.file import CONTRACT_FILE  # noqa: PLC0415
    from dagster_project.ingest.problems import InvalidInputError  # noqa: PLC0415

    try:
        wave = check_wave(folder.absolute(), Settings().raw / "reference")
    except InvalidInputError as error:
        refuse(str(error))
    if path.is_file() and path.name not in (wave.export.name, CONTRACT_FILE):
        refuse(f"{folder / CONTRACT_FILE} describes {wave.export.name}, not {path.name}")
    if wave.blocking_problems:
        refuse(describe_findings(wave))
    typer.echo(describe_findings(wave))


@app.command()
def status() -> None:
    """Say what is published, what the last attempts to load came to, and what lies in the raw folder."""
    settings = Settings()
    release = settings.current_release
    if (release / MANIFEST_FILE).is_file():
        manifest = read_manifest(release)
        waves = ", ".join(str(wave["survey_year"]) for wave in manifest["waves"])
        passed = sum(check["outcome"] == "passed" for check in manifest["checks"])
        typer.echo(f"published   {release.resolve()}")
        typer.echo(f"            waves {waves}; {len(manifest['marts'])} marts")
        typer.echo(f"            {passed} of {len(manifest['checks'])} checks passed")
    else:
        typer.echo(f"published   nothing yet in {settings.releases}")
    typer.echo(f"raw folder  {settings.raw}: {', '.join(map(str, settings.years_in_raw())) or 'no waves'}")
    for line in _last_loads(settings):
        typer.echo(line)


@app.command()
def show(
    result: Annotated[Result, typer.Argument(help="What to show.")],
    name: Annotated[str | None, typer.Argument(help="The municipality's name.")] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="How to write it.")
    ] = OutputFormat.table,
) -> None:
    """Show results of the current release in the terminal, or write them as CSV or JSON."""
    if (result is Result.municipality) != (name is not None):
        raise typer.BadParameter("a name belongs to `show municipality`, and only there")
    try:
        _write(result, name, output_format)
    except NothingToShowError as error:
        refuse(str(error))


@app.command("new-wave")
def new_wave(
    year: Annotated[int, typer.Argument(help="The survey year.")],
    export: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The export file.")],
) -> None:
    """Draft the wave.yml of a new export, and say what could not be matched."""
    # These take seconds to import.
    from dagster_project.ingest.contract.draft import draft_wave  # noqa: PLC0415
    from dagster_project.ingest.contract.file import CONTRACT_FILE  # noqa: PLC0415
    from dagster_project.ingest.problems import InvalidInputError  # noqa: PLC0415

    settings = Settings()
    folder = settings.wave_folder(year)
    contract = folder / CONTRACT_FILE
    if contract.exists():
        refuse(f"{contract} is there already: edit it, or remove it to draft it anew")
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / export.name
    if not copy.exists():
        shutil.copyfile(export, copy)
    try:
        drafted = draft_wave(copy, year, settings.raw)
    except InvalidInputError as error:
        refuse(str(error))
    contract.write_text(drafted.text, encoding="utf-8")
    typer.echo(f"drafted {contract}")
    for line in drafted.unmatched:
        typer.echo(f"not matched: {line}")
    typer.echo(f"next: look through {contract}, then load it with `eforvaltning run {year}`")


@app.command("rotate-key")
def rotate_respondent_key() -> None:
    """Hash all respondents' addresses anew from the raw exports, under a new key."""
    # These take seconds to import.
    from dagster_project.ingest.problems import InvalidInputError  # noqa: PLC0415
    from dagster_project.ingest.rotation import rotate_key  # noqa: PLC0415
    from dagster_project.warehouse import warehouse_connection  # noqa: PLC0415

    settings = Settings()
    if not settings.warehouse.exists():
        refuse("there is no warehouse yet, so there is nothing to hash anew")
    try:
        with FileLock(settings.warehouse_lock, timeout=0), warehouse_connection(settings) as connection:
            years = rotate_key(connection, settings)
    except Timeout:
        refuse("another run is writing the warehouse: try again when it has ended")
    except InvalidInputError as error:
        refuse(f"{error}\nThe former key stays in use.")
    typer.echo(f"hashed anew: {', '.join(map(str, years))}; the former key is of no use any more")


def _write(result: Result, name: str | None, output_format: OutputFormat) -> None:
    with open_release(Settings()) as connection:
        note = note_on_synthetic_waves(connection)
        if result is Result.municipality and name is not None:
            official_name = find_municipality(connection, name)
            frame = connection.execute(MUNICIPALITY.query, {"name": official_name}).df()
            _print(MUNICIPALITY, frame, output_format, note, name=official_name)
        else:
            view = VIEWS[result.value]
            _print(view, connection.execute(view.query).df(), output_format, note)


def _print(
    view: View, frame: pd.DataFrame, output_format: OutputFormat, note: str | None, name: str = ""
) -> None:
    if output_format is OutputFormat.csv:
        typer.echo(frame.to_csv(index=False), nl=False)
    elif output_format is OutputFormat.json:
        typer.echo(frame.to_json(orient="records", force_ascii=False, indent=2))
    else:
        print_table(spread_out(frame, view), view.title.format(name=name), note)


def _last_loads(settings: Settings) -> list[str]:
    """Return a line for the last attempt to load each wave."""
    if not settings.warehouse.exists():
        return []
    try:
        with duckdb.connect(settings.warehouse, read_only=True) as connection:
            rows = connection.execute(
                """
                select survey_year, outcome, finished_at, message from raw.loads
                qualify row_number() over (partition by survey_year order by started_at desc) = 1
                order by survey_year
                """
            ).fetchall()
    except duckdb.IOException:
        return ["loads       a run is writing the warehouse right now"]
    return [
        f"load {year}   {outcome} at {at:%Y-%m-%d %H:%M} UTC: {message}"
        for year, outcome, at, message in rows
    ]


if __name__ == "__main__":
    main()
