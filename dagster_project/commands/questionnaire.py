"""The command `eforvaltning questionnaire`: the form of a wave, and the wave.yml of its export."""

from pathlib import Path
from typing import Annotated

import typer

from dagster_project.questionnaire.tools import Tool
from dagster_project.settings import Settings

WHAT_TO_DO = {
    Tool.odk: "upload it to ODK Central and send it out from there",
    Tool.kobo: "import it into KoboToolbox and send it out from there",
    Tool.limesurvey: "LimeSurvey reads no XLSForm: enter its questions there by hand, see docs/loading.md",
}

questionnaire_app = typer.Typer()


@questionnaire_app.command()
def questionnaire(
    year: Annotated[int, typer.Argument(help="The survey year.")],
    folder: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Where to write.", show_default="questionnaire-<year>"),
    ] = None,
    tool: Annotated[Tool, typer.Option(help="The survey tool whose export wave.yml describes.")] = Tool.odk,
) -> None:
    """Write a year's questionnaire as an XLSForm, and its wave.yml.

    The questions, roles and municipalities are those of the reference data in that year.
    The export loads with this wave.yml as it is.
    """
    from dagster_project.questionnaire.write import write_questionnaire  # noqa: PLC0415 (seconds to import)

    target = folder or Path(f"questionnaire-{year}")
    settings = Settings()
    form, contract = write_questionnaire(year, target, tool, settings)
    typer.echo(f"{form}: {WHAT_TO_DO[tool]}")
    wave = settings.wave_folder(year)
    if (wave / contract.name).exists():
        advice = f"{wave} has a wave.yml already, which belongs to the export there"
    else:
        load = f"load them with `eforvaltning run {year}`"
        advice = f"copy it and the export, export_{year}.csv, to {wave}, then {load}"
    typer.echo(f"{contract}: {advice}")
