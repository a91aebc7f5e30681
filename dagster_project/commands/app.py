"""The command `eforvaltning`: a thin wrapper around the same jobs that Dagster's UI shows.

Exit codes: 0 done, 1 refused (a wave, a check, nothing to show), 2 wrong usage or a bad setting.
"""

from typing import Any

import typer
from typer.core import TyperGroup

from dagster_project.commands.history import history_app
from dagster_project.commands.keys import keys_app
from dagster_project.commands.loading import loading_app
from dagster_project.commands.questionnaire import questionnaire_app
from dagster_project.commands.releases import release_app
from dagster_project.commands.results import results_app
from dagster_project.commands.status import status_app
from dagster_project.commands.terminal import explain


class Commands(TyperGroup):
    """All commands, and the one place where their errors become messages."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; end it with a message and an exit code where the user can put something right."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            message = explain(error)
            if message is None:
                raise
            typer.echo(message, err=True)
            raise typer.Exit(getattr(error, "exit_code", 1)) from None


app = typer.Typer(
    cls=Commands,
    help="The warehouse of a survey of municipalities: load waves, publish marts, look at results.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    # Plain text: fast to import, and readable on any terminal.
    rich_markup_mode=None,
)
groups = (loading_app, questionnaire_app, status_app, results_app, release_app, keys_app, history_app)
for group in groups:
    app.add_typer(group)
