"""The commands of `eforvaltning` that load waves: run, check, new-wave."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.commands.results import FIRST_PAGE, OutputFormat, Result, write_result
from dagster_project.commands.terminal import refuse
from dagster_project.settings import Settings

loading_app = typer.Typer()


@loading_app.command()
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
    write_result(Result.national, None, OutputFormat.table)
    typer.echo(f"\nPublished: {settings.current_release.resolve()}\nReaders use {settings.current_release}")
    typer.echo(f"Look at it: {settings.current_release / FIRST_PAGE}")


@loading_app.command()
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


@loading_app.command("new-wave")
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
