"""The partitions, one for each wave that exists, and what a run over some of them is given.

Waves are added when their folder is first seen (`register_waves`), so that a year without a survey is no
missing partition, and one run over a range of waves reports none that does not exist.
"""

from collections.abc import Sequence

import dagster as dg

survey_years = dg.DynamicPartitionsDefinition(name="survey_year")


def register_waves(instance: dg.DagsterInstance, years: list[int]) -> None:
    """Make years known as partitions; those that are known stay as they are."""
    known = set(instance.get_dynamic_partitions(str(survey_years.name)))
    new = [str(year) for year in sorted(years) if str(year) not in known]
    instance.add_dynamic_partitions(str(survey_years.name), new)


def tags_of_range(instance: dg.DagsterInstance, years: list[int]) -> dict[str, str]:
    """Return the tags of one run over several waves, from the first to the last as Dagster orders them."""
    asked = {str(year) for year in years}
    known = [key for key in instance.get_dynamic_partitions(str(survey_years.name)) if key in asked]
    return {
        "dagster/asset_partition_range_start": known[0],
        "dagster/asset_partition_range_end": known[-1],
    }


def run_config(years: list[int], force: bool = False, dropping: Sequence[int] = ()) -> dict[str, object]:
    """Return the configuration of a run of the job `load` over these waves."""
    return {
        "ops": {
            "raw_wave": {"config": {"survey_years": years, "force": force}},
            "publish": {"config": {"dropping": list(dropping)}},
        }
    }
