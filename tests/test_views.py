"""How rows become tables in the terminal."""

import pandas as pd

from dagster_project.commands.show import tables_of
from dagster_project.commands.views import View


def test_columns_stand_in_the_order_of_the_newest_wave() -> None:
    asked = {2007: ["SL", "IP", "TOTAL"], 2008: ["SL", "IP", "NEW", "TOTAL"]}
    rows = [
        {"survey_year": year, "measure_id": measure, "shown": f"{measure} {year}"}
        for year, measures in asked.items()
        for measure in measures
    ]
    view = View("Means", list, lines=("survey_year",), headings=("measure_id",), cells="shown")
    [table] = tables_of(pd.DataFrame(rows), view).values()
    assert list(table.columns) == ["Survey year", "SL", "IP", "NEW", "TOTAL"]
    assert table["NEW"].isna().tolist() == [True, False]
