"""The survey tools in which a questionnaire is answered, and how each writes its CSV export."""

from dataclasses import dataclass
from enum import StrEnum

# What the form records itself: when it was finished, with the offset of the clock.
FINISHED_AT = "end"


class Tool(StrEnum):
    """The survey tools whose CSV exports are known."""

    odk = "odk"
    kobo = "kobo"
    limesurvey = "limesurvey"


@dataclass(frozen=True)
class ExportOfTool:
    """How a tool writes its CSV export: the delimiter, and the headers of its own columns."""

    delimiter: str
    response_id: str
    submitted_at: str


# ODK Central: the CSV file of submissions, without group names. KoboToolbox: CSV with "XML values and
# headers"; its own time of submission is UTC without an offset, so the form's is taken. LimeSurvey: question
# codes as headers, answer codes as answers; its server's clock is taken for Sweden's.
EXPORTS = {
    Tool.odk: ExportOfTool(",", "KEY", FINISHED_AT),
    Tool.kobo: ExportOfTool(";", "_uuid", FINISHED_AT),
    Tool.limesurvey: ExportOfTool(",", "id", "submitdate"),
}
