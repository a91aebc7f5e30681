"""What Python and SQL both know of the survey: vars of the dbt project, read once."""

from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from dagster_project.settings import PROJECT_FOLDER

_VARS: dict[str, Any] = yaml.safe_load(
    (PROJECT_FOLDER / "dbt" / "dbt_project.yml").read_text(encoding="utf-8")
)["vars"]

LOWEST_ANSWER: Final[int] = _VARS["scale_lowest"]
HIGHEST_ANSWER: Final[int] = _VARS["scale_highest"]
# Language -> the words of each step of the scale, from the lowest.
SCALE_WORDS: Final[dict[str, list[str]]] = _VARS["scale_words"]
UNKNOWN_MUNICIPALITY: Final[str] = _VARS["unknown_municipality"]
# A time without an offset is local time here; the fielding window's days are days here.
TIME_ZONE: Final = ZoneInfo("Europe/Stockholm")
