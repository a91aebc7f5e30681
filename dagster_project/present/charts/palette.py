"""The colours of the measures, the same on every page, chart and map.

The cornerstones have Okabe and Ito's colours, which colour-blind people can tell apart. Each stands out at
least 3:1 from the light and from the dark page (WCAG 2.1, 1.4.11); a label or shape always says the same.
"""

INK = "#1b2329"
LINE = "#c5ccd1"
# Colours of every measure that can be shown on its own.
MEASURE_COLOURS = {
    "TOTAL": "#5c6f8f",
    "SL": "#0072b2",
    "SI": "#d55e00",
    "FK": "#009e73",
    "IP": "#cc79a7",
}
# How much of the colour is in each of the map's six steps; above 1, how much black.
STEPS = (0.26, 0.45, 0.72, 1.0, 1.35, 1.65)


def colour_of(measure_id: str) -> str:
    """Return the colour of a measure; an indicator has its cornerstone's."""
    return MEASURE_COLOURS.get(measure_id) or MEASURE_COLOURS[measure_id.rstrip("0123456789")]


def map_steps(measure_id: str) -> list[str]:
    """Return the six colours of a measure on the map, from light (low) to dark (high)."""
    colour = MEASURE_COLOURS[measure_id]
    return [
        _mix(colour, "#ffffff", step) if step <= 1 else _mix(colour, "#000000", 2 - step) for step in STEPS
    ]


def _mix(colour: str, other: str, share: float) -> str:
    parts = [
        round(int(colour[i : i + 2], 16) * share + int(other[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)
