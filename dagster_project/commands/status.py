"""The command `eforvaltning status`: what is published, loaded, and waiting in the raw folder."""

from typing import TYPE_CHECKING

import typer

from dagster_project.engine import engine_place, engine_version
from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

if TYPE_CHECKING:
    import duckdb

    from dagster_project.check_results import CheckResult

status_app = typer.Typer()

MINUTE = "%Y-%m-%d %H:%M"
# The last attempt of each wave, and when its last one that was not refused ended.
LAST_LOADS = """
    select
        survey_year, arg_max(outcome, started_at), arg_max(finished_at, started_at),
        arg_max(message, started_at), max(finished_at) filter (outcome <> 'failed')
    from raw.loads
    group by survey_year
    order by survey_year
"""


@status_app.command()
def status() -> None:
    """Show what is published, loaded, and in the raw folder."""
    settings, damage = Settings(), []
    for lines in (_published, _raw_folder, _engine, _warehouse):
        try:
            for line in lines(settings):
                typer.echo(line)
        except RefusedError as error:
            damage.append(str(error))
    if damage:
        raise RefusedError("\n".join(damage))


def _published(settings: Settings) -> list[str]:
    from dagster_project.publish.history import foreign_entries  # noqa: PLC0415 (slow to import)
    from dagster_project.publish.manifest import read_manifest  # noqa: PLC0415 (slow to import)

    foreign = [f"            {line}" for line in foreign_entries(settings)]
    if not settings.current_release.is_dir():
        return [f"published   nothing yet in {settings.releases}", *foreign]
    release = settings.current_release.resolve()
    manifest = read_manifest(release)
    made_from = [f"{name} {digest[:8]}" for name, digest in manifest.inputs.items()]
    return [
        f"published   {release}",
        f"            waves {', '.join(map(str, manifest.years))}; {len(manifest.marts)} marts",
        f"            {manifest.n_checks_passed} of {len(manifest.checks)} checks passed",
        *(_warning(check) for check in manifest.checks if check.outcome != "passed"),
        f"            built by {manifest.engine or 'duckdb'}",
        f"made from   {', '.join(made_from) or 'inputs that an earlier version did not record'}",
        *foreign,
    ]


def _warning(check: "CheckResult") -> str:
    of_wave = "" if check.survey_year is None else f" of wave {check.survey_year}"
    return f"            warns: {check.check_name}{of_wave}"


def _raw_folder(settings: Settings) -> list[str]:
    from dagster_project.publish.standing import changes_since_release  # noqa: PLC0415 (slow to import)

    years = settings.years_in_raw()
    # A damaged content of the same size is found by `run` and `verify`, which read every file.
    changed = changes_since_release(settings, years, by_size=True)
    return [
        f"raw folder  {settings.raw}: {', '.join(map(str, years)) or 'no waves'}",
        f"changed     {', '.join(changed) or 'nothing since the current release'}",
    ]


def _engine(settings: Settings) -> list[str]:
    return [f"engine      {' '.join([engine_version(settings), engine_place(settings)])}".rstrip()]


def _warehouse(settings: Settings) -> list[str]:
    """Return what the warehouse lacks of the current release, and the last attempt to load each wave."""
    from dagster_project.publish.history import previous_release  # noqa: PLC0415 (slow to import)
    from dagster_project.publish.losses import losses  # noqa: PLC0415 (slow to import)
    from dagster_project.publish.manifest import read_manifest  # noqa: PLC0415 (slow to import)
    from dagster_project.warehouse import WarehouseBusyError, reading_warehouse  # noqa: PLC0415 (slow to import)

    release = previous_release(settings)
    if not settings.warehouse.exists():
        if release is None:
            return []
        years = ", ".join(map(str, read_manifest(release).years))
        return [f"warehouse   none; the current release has waves {years}, which `eforvaltning run` loads"]
    try:
        with reading_warehouse(settings) as connection:
            lost = losses(connection, release, settings) if release else {}
            loads = [*_last_loads(connection, settings), *_failed_checks(connection)]
    except WarehouseBusyError as error:
        return [f"loads       {error}"]
    return [f"warehouse   {loss}" for loss in lost.values()] + loads


def _failed_checks(connection: "duckdb.DuckDBPyConnection") -> list[str]:
    """Return a line for each check that keeps what is in the warehouse from being published."""
    from dagster_project.check_results import latest_results  # noqa: PLC0415 (slow to import)

    # Before the first build there are no results, and those of an earlier version have fewer columns.
    columns = connection.execute(
        "select column_name from duckdb_columns() where table_name = 'check_results'"
    ).fetchall()
    if ("description",) not in columns:
        return []
    return [
        f"check       {check.check_name} {check.outcome}: what is in the warehouse is not published"
        for check in latest_results(connection)
        if check.is_blocking and check.outcome != "passed"
    ]


def _last_loads(connection: "duckdb.DuckDBPyConnection", settings: Settings) -> list[str]:
    """Return a line for each wave: its last attempt, unless that was refused and its cause is gone again.

    A run does nothing for a wave whose files in the raw folder are those that it was loaded from, so that
    a refusal would stay the last attempt for good.
    """
    from dagster_project.inputs import inputs_of_wave, recorded, wave_name  # noqa: PLC0415 (slow to import)
    from dagster_project.warehouse import has_table  # noqa: PLC0415 (slow to import)

    # The first run writes the reference data before it comes to waves.
    if not has_table(connection, "raw.loads"):
        return []
    made_from, lines = recorded(connection), []
    for year, outcome, at, message, loaded_at in connection.execute(LAST_LOADS).fetchall():
        if loaded_at is None and not settings.wave_folder(year).is_dir():
            continue
        stored = made_from.get(wave_name(year), {})
        if outcome == "failed" and stored == inputs_of_wave(settings, year):
            lines.append(
                f"load {year}   loaded at {loaded_at:{MINUTE}} UTC, from the files that lie in "
                f"{settings.wave_folder(year)} now; another attempt was refused at {at:{MINUTE}} UTC"
            )
        else:
            lines.append(f"load {year}   {outcome} at {at:{MINUTE}} UTC: {message}")
    return lines
