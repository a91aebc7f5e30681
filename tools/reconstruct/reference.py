"""The real facts a reconstruction starts from: the report's figures and the official register."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SURVEY_YEARS = (2006, 2007)
CORNERSTONES = ("SL", "SI", "FK", "IP")
REPOSITORY = Path(__file__).resolve().parents[2]
RAW_FOLDER = REPOSITORY / "raw"


@dataclass(frozen=True)
class Reference:
    """What `raw/reference` and `raw/report_2006_2007` say.

    indicator_ids: the 19 indicators in questionnaire order; every answer matrix has these columns.
    published_means: the report's table, one row per level, id, respondent_base and survey_year.
    participants: one row per participating municipality: municipality_code, municipality_name and, for each
        survey year, size_class_<year> (1 = smallest), from the population of 31 December before the survey.
    """

    indicator_ids: tuple[str, ...]
    published_means: pd.DataFrame
    participants: pd.DataFrame

    def columns_of(self, measure_id: str) -> list[int]:
        """Return the answer columns that a measure (an indicator, a cornerstone or TOTAL) is the mean of."""
        if measure_id == "TOTAL":
            return list(range(len(self.indicator_ids)))
        if measure_id in CORNERSTONES:
            return [i for i, name in enumerate(self.indicator_ids) if name.startswith(measure_id)]
        return [self.indicator_ids.index(measure_id)]

    def published_mean(self, measure_id: str, respondent_base: str, survey_year: int) -> float:
        """Return the mean the report prints (one decimal) for a measure, base and year."""
        table = self.published_means
        row = table[
            (table["id"] == measure_id)
            & (table["respondent_base"] == respondent_base)
            & (table["survey_year"] == survey_year)
        ]
        return float(row["published_mean"].item())


def read_reference(raw_folder: Path) -> Reference:
    """Read the reference files below `raw_folder`.

    Raises FileNotFoundError when a file is missing and ValueError when a participant has no population.
    """
    reference, report = raw_folder / "reference", raw_folder / "report_2006_2007"
    indicators = pd.read_csv(reference / "indicators.csv")
    return Reference(
        indicator_ids=tuple(indicators["indicator_id"]),
        published_means=pd.read_csv(report / "published_means.csv"),
        participants=_participants_with_size_class(reference, report),
    )


def _participants_with_size_class(reference: Path, report: Path) -> pd.DataFrame:
    participants = pd.read_csv(report / "published_participants.csv", dtype=str)
    population = pd.read_csv(reference / "municipality_population.csv", dtype={"municipality_code": str})
    size_classes = pd.read_csv(reference / "size_classes.csv").sort_values("size_class_position")
    lower_limits = size_classes["population_from"].to_numpy()
    for survey_year in SURVEY_YEARS:
        year_before = population[population["year"] == survey_year - 1].set_index("municipality_code")
        inhabitants = participants["municipality_code"].map(year_before["population"])
        if inhabitants.isna().any():
            missing = participants.loc[inhabitants.isna(), "municipality_code"].tolist()
            raise ValueError(f"municipality_population.csv: no population in {survey_year - 1} for {missing}")
        participants[f"size_class_{survey_year}"] = lower_limits.searchsorted(inhabitants, side="right")
    return participants.sort_values("municipality_code", ignore_index=True)
