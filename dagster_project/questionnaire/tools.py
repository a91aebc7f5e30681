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
    """How a tool writes its CSV export: the delimiter, the headers of its own columns, and times.

    `timestamp_format` is None where times have an offset.
    """

    delimiter: str
    response_id: str
    submitted_at: str
    timestamp_format: str | None = None


# ODK Central: the CSV file of submissions, without group names. KoboToolbox: CSV with "XML values and
# headers"; its own time of submission is UTC without an offset, so the form's is taken. LimeSurvey: question
# codes as headers, answer codes as answers; its server's clock is taken for Sweden's.
EXPORTS = {
    Tool.odk: ExportOfTool(",", "KEY", FINISHED_AT),
    Tool.kobo: ExportOfTool(";", "_uuid", FINISHED_AT),
    Tool.limesurvey: ExportOfTool(",", "id", "submitdate", "%Y-%m-%d %H:%M:%S"),
}
# LimeSurvey's code of a role: its place in the form. An answer's code there has five characters at most.
LIMESURVEY_ROLE = "R{place}"


def code_in(tool: Tool, code: str) -> str:
    """Return a code of the form as the tool takes it: LimeSurvey's have letters and digits alone."""
    return "".join(filter(str.isalnum, code)) if tool is Tool.limesurvey else code
