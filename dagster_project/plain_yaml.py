"""YAML that people write: parsed without what only programs or attackers need, its mistakes in words."""

from collections import Counter
from typing import Any

import yaml
from pydantic_core import ErrorDetails


class PlainYaml(yaml.SafeLoader):
    """YAML without tags, aliases and repeated keys: no file needs them, and each can mislead."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse what only repeats another part of the file; a few lines of it make gigabytes."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError(f"no alias, but there is one: *{event.anchor}")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice, of which YAML would silently drop the first."""
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            keys = Counter(str(key.value) for key, _ in node.value)
            repeated = ", ".join(sorted(key for key, times in keys.items() if times > 1))
            raise yaml.YAMLError(f"each key once, but twice: {repeated}")
        return mapping


def expected(detail: ErrorDetails, others: dict[str, str]) -> str:
    """Return what is expected of a value that a model refuses.

    Args:
        detail: what pydantic says of it.
        others: kind of error -> words, where those of pydantic or these here do not do.
    """
    words = {
        "missing": "this key",
        "extra_forbidden": "no such key (is it misspelled?)",
        "string_too_short": "a text that is not empty",
        "int_parsing": "a whole number",
    }
    said = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return (words | others).get(detail["type"], said)


def parse_yaml(text: str) -> Any:
    """Return what a text in YAML says.

    Raises:
        ValueError: it is no plain YAML; the message is one line.
    """
    try:
        return yaml.load(text, PlainYaml)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A date such as 2008-04-31 is a ValueError, a thousand brackets are a RecursionError.
        raise ValueError(" ".join(str(error).split())) from None
