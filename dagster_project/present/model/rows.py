"""One class for each kind of row that is shown; the fields are named as the marts' columns.

A field is None where the mart has null. Values and means lie on the survey's scale, rates and shares in 0-1.
Texts in two languages are two fields, `_sv` and `_en`.
"""

import datetime as dt
from dataclasses import dataclass

from dagster_project.languages import Language, column_in


@dataclass(frozen=True)
class Wave:
    """One year's survey, with how many municipalities were invited and answered.

    `population_year`: the year whose population sorts the municipalities into size classes.
    """

    survey_year: int
    previous_survey_year: int | None
    title_sv: str
    title_en: str
    is_synthetic: bool
    fielding_opens: dt.date
    fielding_closes: dt.date
    n_submissions: int
    n_counted: int
    n_superseded: int
    n_empty: int
    n_rejected: int
    n_unknown_municipality: int
    source_file: str
    n_invited: int
    n_answered: int
    response_rate: float
    n_both_waves: int
    population_year: int | None


@dataclass(frozen=True)
class Measure:
    """What is measured: an indicator, a cornerstone, or TOTAL, which belongs to no cornerstone.

    Names and colour are those of its wave; the short names are None where it has none.
    """

    measure_id: str
    measure_level: str
    measure_name_sv: str
    measure_name_en: str
    measure_short_sv: str | None
    measure_short_en: str | None
    cornerstone_id: str | None
    cornerstone_position: int | None
    colour: str


@dataclass(frozen=True)
class Change(Measure):
    """The change of a national mean from one wave to the next: its 95 % interval, and what follows from it.

    Where the series is broken, the change is that of the indicators in common, of which there may be none.

    `conclusion`: risen, fallen, may_be_chance or cannot_be_told.
    """

    respondent_base: str
    panel_from_year: int
    panel_to_year: int
    n_from: int
    n_to: int
    n_both: int
    n_indicators_common: int
    is_series_broken: bool
    mean_change: float | None
    interval_lower: float | None
    interval_upper: float | None
    conclusion: str
    reason_no_interval: str | None


@dataclass(frozen=True)
class Mean(Measure):
    """A national mean; beside it the same measure and base in the wave before, and the change since then."""

    survey_year: int
    previous_survey_year: int | None
    respondent_base: str
    panel_to_year: int | None
    n_responses: int
    mean_score: float | None
    mean_score_rounded: float | None
    change_from_previous_wave: float | None
    n_indicators_common: int | None
    is_series_broken: bool
    interval_lower: float | None
    interval_upper: float | None
    n_poststratified: int | None
    poststratified_mean: float | None
    poststratified_interval_lower: float | None
    poststratified_interval_upper: float | None
    previous: "Mean | None" = None
    change: Change | None = None

    @property
    def previous_mean_score(self) -> float | None:
        """The mean in the wave before."""
        return self.previous.mean_score if self.previous else None


@dataclass(frozen=True)
class SeriesPoint(Measure):
    """A mean of the nation or of a size class in one wave; a line leads to it from previous_survey_year.

    `is_series_broken`: the line is interrupted. `size_class_id`: None for the nation.
    """

    survey_year: int
    size_class_id: str | None
    n_responses: int
    mean_score: float | None
    interval_lower: float | None
    interval_upper: float | None
    reason_no_mean: str | None
    previous_survey_year: int | None
    is_series_broken: bool


@dataclass(frozen=True)
class Parts(Measure):
    """What a change of a national mean is made of; without parts the whole alone."""

    panel_to_year: int
    n_indicators_common: int
    is_series_broken: bool
    n_stayers: int
    n_joiners: int
    n_leavers: int
    change_of_national_mean: float | None
    change_within_stayers: float | None
    change_from_joiners: float | None
    change_from_leavers: float | None


@dataclass(frozen=True)
class Reliability(Measure):
    """Whether the indicators of a measure belong together."""

    survey_year: int
    n_complete: int
    cronbach_alpha: float | None
    correlation_with_cornerstone: float | None


@dataclass(frozen=True)
class Bin(Measure):
    """How many responses lie in one half step of the scale, and the quartiles of all of them."""

    survey_year: int
    bin_from: float
    bin_to: float
    n_responses: int
    share_of_responses: float | None
    n_scored: int
    lowest_score: float | None
    lower_quartile: float | None
    median_score: float | None
    upper_quartile: float | None
    highest_score: float | None


@dataclass(frozen=True)
class GroupScore(Measure):
    """The mean of one size class or role in one wave, or why there is none."""

    survey_year: int
    group_id: str
    group_name_sv: str
    group_name_en: str
    n_municipalities: int | None
    n_base: int
    mean_score: float | None
    mean_score_rounded: float | None
    interval_lower: float | None
    interval_upper: float | None
    reason_no_mean: str | None


@dataclass(frozen=True)
class Participant:
    """One municipality in one wave: whether it answered, and the response rates of its county and class."""

    survey_year: int
    municipality_code: str
    municipality_name: str
    county_code: str
    county_name: str
    size_class_id: str
    size_class_name_sv: str
    size_class_name_en: str
    size_class_position: int
    population: int
    has_answered: bool
    participation_status: str
    county_response_rate: float
    size_class_response_rate: float


@dataclass(frozen=True)
class OwnValue(Measure):
    """One municipality's value of one measure, beside the nation's and its size class's.

    The previous wave is the latest that the municipality answered before.
    """

    survey_year: int
    municipality_code: str
    municipality_name: str
    own_value: float | None
    has_reached: bool | None
    national_mean: float | None
    difference_from_national_mean: float | None
    is_within_national_interval: bool | None
    value_rank: int | None
    n_ranked: int
    previous_survey_year: int | None
    own_value_previous_wave: float | None
    change_from_previous_wave: float | None
    n_indicators_common: int | None
    is_series_broken: bool
    size_class_mean: float | None
    size_class_n: int | None
    size_class_reason_no_mean: str | None


@dataclass(frozen=True)
class Municipality:
    """A municipality as it was in the latest wave that it answered, else in the latest wave."""

    municipality_code: str
    municipality_name: str
    former_names: str | None
    county_code: str
    county_name: str
    population: int
    population_year: int
    size_class_id: str
    size_class_name_sv: str
    size_class_name_en: str
    role_name_sv: str | None
    role_name_en: str | None
    is_same_respondent_as_previous_wave: bool | None


@dataclass(frozen=True)
class Peer:
    """A municipality of the size class or county of another that answered a wave, the most alike first.

    `population_similarity`: the smaller population divided by the larger. `peer_total`: its value of TOTAL.
    """

    survey_year: int
    municipality_code: str
    peer_code: str
    peer_name: str
    peer_population: int
    is_same_size_class: bool
    is_same_county: bool
    population_similarity: float | None
    peer_rank: int | None
    peer_total: float | None


@dataclass(frozen=True)
class PeerAhead(Measure):
    """A peer that has reached the top half step of the scale where the municipality has not."""

    survey_year: int
    municipality_code: str
    peer_code: str
    peer_name: str
    peer_value: float
    is_same_size_class: bool
    is_same_county: bool


@dataclass(frozen=True)
class Cornerstone:
    """A cornerstone as of one wave: the scenario it aims at, and what marks who has reached it."""

    survey_year: int
    cornerstone_id: str
    cornerstone_name_sv: str
    cornerstone_name_en: str
    scenario_sv: str | None
    scenario_en: str | None
    characteristics_sv: str | None
    characteristics_en: str | None
    source_page: int | None

    def characteristics(self, language: Language) -> list[str]:
        """Return what marks who has reached it."""
        text: str | None = getattr(self, column_in(language, "characteristics"))
        return text.split("\n") if text else []
