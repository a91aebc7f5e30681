"""The command `eforvaltning rotate-key`: respondents' addresses hashed under a new key."""

import typer
from filelock import FileLock, Timeout

from dagster_project.commands.terminal import refuse
from dagster_project.settings import Settings

keys_app = typer.Typer()


@keys_app.command("rotate-key")
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
