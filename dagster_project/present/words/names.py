"""What measures are called."""

from dagster_project.languages import Language
from dagster_project.present.model.rows import Measure
from dagster_project.present.words.language import in_language


def label_of(measure: Measure, language: Language) -> str:
    """Return the short name of a measure, else its name; that of an indicator begins with its id."""
    name = in_language(measure, "measure_short", language) or in_language(measure, "measure_name", language)
    return f"{measure.measure_id} {name}" if measure.measure_level == "indicator" else str(name)


def full_name(measure: Measure, language: Language) -> str:
    """Return the id of a measure and what was asked; that of all questions together has no id."""
    name = str(in_language(measure, "measure_name", language))
    return name if measure.measure_level == "total" else f"{measure.measure_id} {name}"
