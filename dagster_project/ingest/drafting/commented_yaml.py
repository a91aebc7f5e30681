"""YAML with comments, which PyYAML cannot write."""

from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Line:
    """One value of wave.yml by its keys from the top, None for a gap, which its comment explains."""

    keys: tuple[str, ...]
    value: Any
    comment: str = ""


def to_yaml(lines: list[Line]) -> str:
    """Return the lines as YAML, each key that holds others written once above them.

    Lines that share such a key must follow each other.
    """
    written: list[str] = []
    above: tuple[str, ...] = ()
    for line in lines:
        *parents, key = line.keys
        for depth, parent in enumerate(parents):
            if above[: depth + 1] != line.keys[: depth + 1]:
                written.append("  " * depth + _scalar(parent) + ":")
        value = "" if line.value is None else " " + _scalar(line.value)
        comment = f"TODO: {line.comment}" if line.value is None else line.comment
        written.append(
            "  " * len(parents) + f"{_scalar(key)}:{value}" + (f"  # {comment}" if comment else "")
        )
        above = line.keys
    return "\n".join(written) + "\n"


def _scalar(value: object) -> str:
    """Return a value as YAML in one line."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("\n...")
