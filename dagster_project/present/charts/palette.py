"""The colours of the measures on every page, chart and map; a label or shape always says the same."""

# Of bars that show no measure.
BAR = "#5c6f8f"
# How much of the colour is in each of the map's six steps; above 1, how much black.
STEPS = (0.26, 0.45, 0.72, 1.0, 1.35, 1.65)
# The same on a dark page, from its own colour to light ones; above 1, how much white.
DARK_PAGE = "#12171b"
DARK_STEPS = (0.4, 0.57, 0.76, 1.0, 1.35, 1.7)
# Changes on the map, from the largest fall to the largest rise.
CHANGES = ("#a04000", "#f0a868", "#dde2e6", "#86b6dc", "#0a5195")
DARK_CHANGES = ("#ffa85c", "#96602c", "#46515a", "#3f719b", "#9fd0ff")


def map_steps(colour: str) -> list[str]:
    """Return the six colours of a measure on the map, from light (low) to dark (high)."""
    return _steps(colour, "#ffffff", "#000000", STEPS)


def dark_map_steps(colour: str) -> list[str]:
    """Return the six colours of a measure on the map of a dark page, from dark (low) to light (high)."""
    return _steps(colour, DARK_PAGE, "#ffffff", DARK_STEPS)


def _steps(colour: str, low: str, high: str, steps: tuple[float, ...]) -> list[str]:
    return [_mix(colour, low, step) if step <= 1 else _mix(colour, high, 2 - step) for step in steps]


def _mix(colour: str, other: str, share: float) -> str:
    parts = [
        round(int(colour[i : i + 2], 16) * share + int(other[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)
