"""The command `eforvaltning rotate-key`: respondents' addresses hashed under a new key."""

import typer

from dagster_project.refusals import RefusedError
from dagster_project.settings import Settings

keys_app = typer.Typer()

NOTHING_LOADED = "no wave is loaded yet, so there is nothing to rehash"


@keys_app.command("rotate-key")
def rotate_respondent_key() -> None:
    """Hash respondents' addresses under a new key.

    Every address is read again from the raw exports. The new key is the one in
    EFORVALTNING_RESPONDENT_KEY, else a random one that replaces the key file.
    """
    # These take seconds to import.
    from dagster_project.ingest.problems import InvalidInputError  # noqa: PLC0415
    from dagster_project.ingest.rotation import rotate_key  # noqa: PLC0415
    from dagster_project.warehouse import has_table, warehouse_connection, writing_alone  # noqa: PLC0415

    settings = Settings()
    if not settings.warehouse.exists():
        raise RefusedError(NOTHING_LOADED)
    try:
        with writing_alone(settings), warehouse_connection(settings) as connection:
            if not has_table(connection, "raw.waves"):
                raise RefusedError(NOTHING_LOADED)
            years = rotate_key(connection, settings)
    except InvalidInputError as error:
        raise RefusedError(f"{error}\nThe former key stays in use.") from None
    typer.echo(f"rehashed: {', '.join(map(str, years))}; the former key is no longer needed")
