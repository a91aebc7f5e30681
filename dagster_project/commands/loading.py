"""The commands of `eforvaltning` that load waves: run, check, new-wave."""

import os
import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from dagster_project.commands.results import FIRST_PAGE, OutputFormat, Result, write_result
from dagster_project.engine import require_engine
from dagster_project.files import sha256_of
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

loading_app = typer.Typer()


@loading_app.command()
def run(
    years: Annotated[
        list[int] | None,
        typer.Argument(help="The survey years to load.", show_default="every folder in raw"),
    ] = None,
    dropping: Annotated[
        list[int] | None,
        typer.Option(
            help="Publish although the warehouse lacks this wave, or has fewer of its responses than the "
            "current release. May be given several times."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Do it also where nothing has changed.")] = False,
) -> None:
    """Load, check and publish what has changed.

    Exports are read from the raw folder. Nothing is published unless every check
    that blocks has passed.
    """
    settings = Settings()
    survey_years = _loadable_years(settings, years)
    from dagster_project.publish.standing import changes_since_release  # noqa: PLC0415 (slow to import)

    changed = changes_since_release(settings, survey_years)
    if not (changed or force or dropping):
        release = settings.current_release.resolve()
        typer.echo(f"Nothing has changed: {release} is up to date. (--force loads anyway.)")
        return
    typer.echo(f"Changed: {', '.join(changed) or 'nothing, but asked for by an option'}")
    _load(settings, survey_years, force, dropping or [])
    write_result(Result.national, None, OutputFormat.table)
    typer.echo(f"\nPublished: {settings.current_release.resolve()}\nReaders use {settings.current_release}")
    typer.echo(f"Look at it: {settings.current_release / FIRST_PAGE}")


def _loadable_years(settings: Settings, years: list[int] | None) -> list[int]:
    """Return the years asked for, or those in the raw folder, in order; refuse what cannot be loaded."""
    survey_years = sorted(set(years or settings.years_in_raw()))
    if not survey_years:
        raise RefusedError(
            f"{settings.raw}: no wave in it; put an export and its wave.yml into a folder <year>/"
        )
    refusals = [_why_not_loaded(settings.wave_folder(year)) for year in survey_years]
    if any(refusals):
        raise RefusedError("\n".join(filter(None, refusals)))
    return survey_years


def _load(settings: Settings, survey_years: list[int], force: bool, dropping: list[int]) -> None:
    """Load, check and publish, in one run of Dagster; raise what went wrong."""
    require_engine(settings)
    from dagster_project.runs import execute_load, prepare_dagster_home  # noqa: PLC0415 (seconds to import)

    damaged_history = prepare_dagster_home(settings)
    if damaged_history is not None:
        typer.echo(
            f"Warning: Dagster's history was damaged; a new one begins, the former is {damaged_history}. "
            "Schedule and sensor are off in the new one: switch them on again"
        )
    from dagster_project.definitions import defs  # noqa: PLC0415 (seconds to import)

    failure = execute_load(defs, survey_years, force, dropping)
    if failure is not None:
        raise RefusedError(f"{_explained(failure, settings)}\nNothing was published.")


def _explained(failure: str, settings: Settings) -> str:
    """Return why a run failed: of waves that were refused also what respondents wrote, which is not kept."""
    folders = [settings.wave_folder(year) for year in settings.years_in_raw()]
    refused = [folder for folder in folders if f"{folder}/" in failure]
    if not refused:
        return failure
    from dagster_project.ingest.check import explain_refusal  # noqa: PLC0415 (seconds to import)
    from dagster_project.ingest.problems import MORE_LISTED  # noqa: PLC0415 (seconds to import)

    explanations = {folder: explain_refusal(folder, settings.reference) for folder in refused}
    # Of a wave that is explained, also how many more places are bad.
    explained = [f"{folder}/" for folder, explanation in explanations.items() if explanation] + [MORE_LISTED]
    others = [line for line in failure.splitlines() if not any(text in line for text in explained)]
    return "\n".join([*filter(None, explanations.values()), *others])


def _why_not_loaded(folder: Path) -> str | None:
    """Return why a folder holds no wave to load; None if it may hold one."""
    from dagster_project.survey import why_no_survey_year  # noqa: PLC0415 (slow to import)

    if (refusal := why_no_survey_year(folder)) is not None:
        return refusal
    if not folder.is_dir():
        return f"{folder}: no such folder; draft the wave with `eforvaltning new-wave`"
    return None


@loading_app.command()
def check(
    wave: Annotated[
        str, typer.Argument(help="A year, a wave's folder, or the export or the wave.yml in it.")
    ],
) -> None:
    """Validate a wave without loading it.

    Every check that a load makes is made; nothing is written.
    """
    path = _path_of_wave(wave, Settings())
    folder = path if path.is_dir() else path.parent
    # Great Expectations takes seconds to import.
    from dagster_project.ingest.check import check_wave, describe_findings  # noqa: PLC0415
    from dagster_project.ingest.contract.file import CONTRACT_FILE  # noqa: PLC0415

    checked = check_wave(folder, Settings().reference)
    if path.is_file() and path.name not in (checked.export.name, CONTRACT_FILE):
        raise RefusedError(f"{folder / CONTRACT_FILE} describes {checked.export.name}, not {path.name}")
    if checked.blocking_problems:
        raise RefusedError(describe_findings(checked))
    typer.echo(describe_findings(checked))


def _path_of_wave(wave: str, settings: Settings) -> Path:
    """Return the folder or file that is meant by a year or a path."""
    is_year = re.fullmatch("[0-9]{4}", wave)
    path = settings.wave_folder(int(wave)) if is_year else Path(wave).absolute()
    if not path.is_dir() and not path.is_file():
        waves = ", ".join(map(str, settings.years_in_raw())) or "none"
        found = "is neither a folder nor a file" if path.exists() else "does not exist"
        raise typer.BadParameter(f"{path} {found}; waves in {settings.raw}: {waves}", param_hint="'WAVE'")
    return path


@loading_app.command("new-wave")
def new_wave(
    year: Annotated[int, typer.Argument(help="The survey year.")],
    export: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The export file.")],
) -> None:
    """Draft the wave.yml of a new export.

    The export is copied into the raw folder, readable by its owner alone. What could
    not be matched is listed, and which questions are worded in another way than before.
    """
    if not export.is_file():
        raise typer.BadParameter(
            f"{export} is not a plain file; save the export to one", param_hint="'EXPORT'"
        )
    from dagster_project.ingest.contract.file import CONTRACT_FILE  # noqa: PLC0415 (seconds to import)
    from dagster_project.ingest.drafting.draft import draft_wave  # noqa: PLC0415 (seconds to import)
    from dagster_project.survey import why_no_survey_year  # noqa: PLC0415 (slow to import)

    settings = Settings()
    folder = settings.wave_folder(year)
    if (refusal := why_no_survey_year(folder)) is not None:
        raise RefusedError(refusal)
    contract = folder / CONTRACT_FILE
    if contract.exists():
        raise RefusedError(f"{contract} is there already: edit it, or remove it to draft it again")
    copy = folder / export.name
    if copy.exists() and sha256_of(copy) != sha256_of(export):
        raise RefusedError(f"{copy} is another file than {export}: remove the one that is not the export")
    drafted = draft_wave(export, year, settings.raw)
    folder.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        _copy_privately(export, copy)
    contract.write_text(drafted.text, encoding="utf-8")
    typer.echo(f"drafted {contract}: {len(drafted.matched)} columns are matched")
    for line in drafted.unmatched:
        typer.echo(f"not matched: {line}")
    for line in drafted.reworded:
        typer.echo(f"reworded? {line}")
    if drafted.reworded:
        typer.echo(
            "each of these is loaded as the same question as before; if its meaning has changed, "
            f"add a row for it to {settings.reference / 'indicators.csv'}, see docs/loading.md"
        )
    typer.echo(f"next: look through {contract}, then load it with `eforvaltning run {year}`")


def _copy_privately(export: Path, copy: Path) -> None:
    """Copy an export; it names respondents, so the copy is readable by its owner alone (mode 0600)."""
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with export.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(source, target)
