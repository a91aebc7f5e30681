"""The command `eforvaltning`: a thin wrapper around the same jobs that Dagster's UI shows.

Exit codes: 0 done, 1 refused (a wave, a check, nothing to show), 2 wrong usage.
"""

import typer

from dagster_project.commands.keys import keys_app
from dagster_project.commands.loading import loading_app
from dagster_project.commands.releases import release_app
from dagster_project.commands.results import results_app
from dagster_project.commands.status import status_app

app = typer.Typer(
    help="The warehouse of the e-government survey: load waves, publish marts, look at results.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (loading_app, status_app, results_app, release_app, keys_app):
    app.add_typer(group)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
