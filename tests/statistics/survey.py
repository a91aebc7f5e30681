"""What the statistics are computed from, read out of a warehouse, and how they are compared."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pandas as pd

TOLERANCE = 1e-9
WAVE_AND_MEASURE = ["survey_year", "measure_id"]

# Some packages take their time: they check these measures, scipy checks all.
CHOSEN_MEASURES = ("SL1", "FK", "TOTAL")


@dataclass(frozen=True)
class Survey:
    """The values under the statistics.

    `values`: survey_year, response_number, municipality_code, role_id, size_class_id (None for the unknown
    municipality), population, measure_id, value (NaN when there is none). `invited`: survey_year,
    size_class_id, position, n. `pairs`: (earlier wave, later wave). `panels`: panel_to_year,
    municipality_code, is_same_respondent. `questions`: survey_year, indicator_id, cornerstone_id, series (the
    same for wordings that may be compared), from the reference data.
    """

    connection: duckdb.DuckDBPyConnection
    values: pd.DataFrame
    invited: pd.DataFrame
    pairs: list[tuple[int, int]]
    panels: pd.DataFrame
    questions: pd.DataFrame

    def mart(self, name: str) -> pd.DataFrame:
        """Return a mart, nulls as NaN."""
        return self.connection.execute(f"from marts.{name}").df()

    def rows(self, name: str) -> Iterator[Any]:
        """Yield a mart's rows as named tuples; pandas knows their columns' types only at run time."""
        return self.mart(name).itertuples()

    def n_invited(self, year: int) -> int:
        """Return the number of municipalities invited to a wave."""
        return int(self._n_invited.get(year, 0))

    @cached_property
    def _n_invited(self) -> dict[Any, Any]:
        return self.invited.groupby("survey_year")["n"].sum().to_dict()

    def of_same_respondents(self, rows: pd.DataFrame, panel_to_year: int) -> pd.DataFrame:
        """Return the rows of municipalities for which one person answered both waves of a panel."""
        return rows[rows["municipality_code"].isin(self._same_respondents.get(panel_to_year, ()))]

    @cached_property
    def _same_respondents(self) -> dict[Any, set[str]]:
        same = self.panels[self.panels["is_same_respondent"]]
        return {year: set(codes) for year, codes in same.groupby("panel_to_year")["municipality_code"]}

    @cached_property
    def waves(self) -> dict[tuple[Hashable, ...], pd.DataFrame]:
        """The rows that have a value, by wave and measure."""
        valued = self.values.dropna(subset="value")
        return dict(iter(valued.groupby(WAVE_AND_MEASURE)))

    def wave(self, year: int, measure: str) -> pd.DataFrame:
        """Return the rows of a wave that have a value for the measure."""
        return self.waves.get((year, measure), self.values.iloc[:0])

    def asked(self, year: int, measure: str) -> dict[str, int]:
        """Return the indicators that a wave asked for a measure -> their series."""
        if (year, measure) not in self._asked:
            asked = self.questions[self.questions["survey_year"] == year]
            if measure != "TOTAL":
                asked = asked[(asked["cornerstone_id"] == measure) | (asked["indicator_id"] == measure)]
            series = dict(zip(asked["indicator_id"], asked["series"], strict=True))
            self._asked[year, measure] = series
        return self._asked[year, measure]

    @cached_property
    def _asked(self) -> dict[tuple[int, str], dict[str, int]]:
        return {}

    def common(self, pair: tuple[int, int], measure: str) -> list[str]:
        """Return the indicators that both waves asked alike for a measure."""
        earlier, later = (self.asked(year, measure) for year in pair)
        return [name for name, series in later.items() if earlier.get(name) == series]

    def is_broken(self, pair: tuple[int, int], measure: str) -> bool:
        """Return whether one wave asked something for a measure that the other did not ask alike."""
        common = set(self.common(pair, measure))
        return any(common != set(self.asked(year, measure)) for year in pair)

    def compared(self, pair: tuple[int, int], year: int, measure: str) -> pd.DataFrame:
        """Return the rows of one wave of a pair, valued on the indicators that both asked alike."""
        key = (pair, year, measure)
        if key not in self._compared:
            self._compared[key] = self._value_on_common(*key)
        return self._compared[key]

    @cached_property
    def _compared(self) -> dict[tuple[tuple[int, int], int, str], pd.DataFrame]:
        return {}

    def _value_on_common(self, pair: tuple[int, int], year: int, measure: str) -> pd.DataFrame:
        common = self.common(pair, measure)
        people, values = self._people_and_values(year)
        answers = values.reindex(columns=common)
        is_enough = 2 * answers.notna().sum(axis="columns") >= max(len(common), 1)
        scores = answers.mean(axis="columns")[is_enough]
        return people.loc[scores.index].assign(value=scores).dropna(subset="value")

    def _people_and_values(self, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return who responded, and a column of values for each measure, both by response_number."""
        if year not in self._tables:
            wave = self.values[self.values["survey_year"] == year]
            self._tables[year] = (
                wave.drop_duplicates("response_number").set_index("response_number"),
                wave.pivot(index="response_number", columns="measure_id", values="value"),
            )
        return self._tables[year]

    @cached_property
    def _tables(self) -> dict[int, tuple[pd.DataFrame, pd.DataFrame]]:
        return {}

    def both(self, pair: tuple[int, int], measure: str, same_respondent: bool) -> pd.DataFrame:
        """Return municipality -> value_from, value_to where both waves have a comparable value."""
        key = (pair, measure, same_respondent)
        if key not in self._both:
            self._both[key] = self._values_of_both(*key)
        return self._both[key]

    @cached_property
    def _both(self) -> dict[tuple[tuple[int, int], str, bool], pd.DataFrame]:
        return {}

    def _values_of_both(self, pair: tuple[int, int], measure: str, same_respondent: bool) -> pd.DataFrame:
        members = self.panels[self.panels["panel_to_year"] == pair[1]]
        if same_respondent:
            members = members[members["is_same_respondent"]]
        waves = [self.compared(pair, year, measure) for year in pair]
        known = [wave[wave["municipality_code"] != "0000"] for wave in waves]
        sides = [wave.set_index("municipality_code")["value"] for wave in known]
        codes = members["municipality_code"]
        codes = codes[codes.isin(sides[0].index) & codes.isin(sides[1].index)]
        return pd.DataFrame(
            {"value_from": sides[0].reindex(codes), "value_to": sides[1].reindex(codes)},
            index=codes,
            dtype=float,
        )


def read_survey(connection: duckdb.DuckDBPyConnection) -> Survey:
    """Read a built warehouse."""
    values = connection.execute(
        """
        with measured as (
            select survey_year, response_number, municipality_code, role_id,
                indicator_id as measure_id, answer_value as value from marts.fct_answers
            union all
            select survey_year, response_number, municipality_code, role_id, measure_id, score
            from marts.fct_cornerstone_scores
        )
        select measured.*, years.size_class_id, years.population from measured
        join marts.dim_municipality_year as years using (survey_year, municipality_code)
        order by survey_year, response_number, measure_id
        """
    ).df()
    invited = connection.execute(
        """
        select survey_year, classes.size_class_id, size_class_position as position, count(*) as n
        from marts.dim_municipality_year as years join marts.dim_size_class as classes
            on classes.size_class_id = years.size_class_id
            and survey_year between valid_from and coalesce(valid_to, survey_year)
        group by all order by all
        """
    ).df()
    pairs = connection.execute(
        "select previous_survey_year, survey_year from marts.dim_wave "
        "where previous_survey_year is not null order by 2"
    ).fetchall()
    panels = connection.execute(
        "select panel_to_year, municipality_code, is_same_respondent from intermediate.int_panels_matched"
    ).df()
    for frame in (values, panels):
        # pandas looks strings up one by one where Arrow holds them.
        frame["municipality_code"] = frame["municipality_code"].astype(object)
    return Survey(connection, values, invited, pairs, panels, _questions(connection))


def _questions(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    wordings = connection.execute(
        "select indicator_id, cornerstone_id, valid_from, valid_to, is_comparable_with_previous "
        "from raw.indicators order by valid_from"
    ).fetchall()
    years = [row[0] for row in connection.execute("select survey_year from raw.waves").fetchall()]
    series: dict[str, int] = {}
    rows = []
    for name, cornerstone, first, last, is_comparable in wordings:
        series[name] = series.get(name, 1) + (is_comparable == "false")
        asked = range(int(first), int(last or 9999) + 1)
        rows += [(year, name, cornerstone, series[name]) for year in years if year in asked]
    return pd.DataFrame(rows, columns=["survey_year", "indicator_id", "cornerstone_id", "series"])


def assert_agrees(ours: Any, theirs: Any, what: Any) -> None:
    """Fail unless two numbers agree to 1e-9, relative to numbers above 1; not a number agrees with null."""
    if theirs is None or not np.isfinite(theirs):
        assert pd.isna(ours), (what, ours, theirs)
        return
    assert not pd.isna(ours), (what, ours, theirs)
    assert abs(ours - theirs) <= TOLERANCE * max(1.0, abs(theirs)), (what, ours, theirs)


def assert_reason(is_missing: Any, reason: Any, what: Any) -> None:
    """Fail unless exactly one of a value and the reason why there is none is there."""
    assert bool(is_missing) != bool(pd.isna(reason)), (what, reason)
