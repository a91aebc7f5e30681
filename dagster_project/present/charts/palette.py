"""The colours of the measures on every page, chart and map; a label or shape always says the same."""

from pathlib import Path

import yaml

from dagster_project.present.model.rows import Measure

INK = "#1b2329"
LINE = "#c5ccd1"
COLOURS = yaml.safe_load(Path(__file__).with_name("colours.yml").read_text(encoding="utf-8"))
# How much of the colour is in each of the map's six steps; above 1, how much black.
STEPS = (0.26, 0.45, 0.72, 1.0, 1.35, 1.65)


def colour_of(measure: Measure) -> str:
    """Return the colour of a measure; an indicator has its cornerstone's."""
    if measure.cornerstone_position is None:
        return str(COLOURS["total"])
    colours = COLOURS["cornerstones"]
    return str(colours[(measure.cornerstone_position - 1) % len(colours)])


def map_steps(colour: str) -> list[str]:
    """Return the six colours of a measure on the map, from light (low) to dark (high)."""
    return [
        _mix(colour, "#ffffff", step) if step <= 1 else _mix(colour, "#000000", 2 - step) for step in STEPS
    ]


def _mix(colour: str, other: str, share: float) -> str:
    parts = [
        round(int(colour[i : i + 2], 16) * share + int(other[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)
