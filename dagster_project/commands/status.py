"""The command `eforvaltning status`: what is published, loaded, and waiting in the raw folder."""

import typer

from dagster_project.settings import Settings

status_app = typer.Typer()


@status_app.command()
def status() -> None:
    """Show what is published, loaded, and in the raw folder."""
    settings = Settings()
    release = settings.current_release
    if release.is_dir():
        from dagster_project.publish.history import read_manifest  # noqa: PLC0415 (slow to import)

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


def _last_loads(settings: Settings) -> list[str]:
    """Return a line for the last attempt to load each wave."""
    if not settings.warehouse.exists():
        return []
    import duckdb  # noqa: PLC0415 (slow to import)

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
