"""YAML that people write: parsed without what only programs or attackers need, its mistakes in words."""

from collections import Counter
from typing import Any

import yaml
from pydantic_core import ErrorDetails

A_DAY, A_WHOLE_NUMBER, TRUE_OR_FALSE = "a day such as 2008-04-30", "a whole number", "true or false"
KEYS_AND_VALUES = "keys and values, indented below it"
# What pydantic calls an error -> what was expected.
WORDS = {
    "missing": "this key",
    "extra_forbidden": "no such key (is it misspelled?)",
    "string_too_short": "a text that is not empty",
    "string_type": "a text (in quotes if it looks like a number)",
    "int_parsing": A_WHOLE_NUMBER,
    "int_type": A_WHOLE_NUMBER,
    "int_from_float": A_WHOLE_NUMBER,
    "bool_parsing": TRUE_OR_FALSE,
    "bool_type": TRUE_OR_FALSE,
    "date_type": A_DAY,
    "date_parsing": A_DAY,
    "date_from_datetime_parsing": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "list_type": "a list, such as [IT-chef, IT-ansvarig]",
    "dict_type": KEYS_AND_VALUES,
    "model_type": KEYS_AND_VALUES,
}


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


def _timestamp(loader: PlainYaml, node: yaml.ScalarNode) -> Any:
    """Keep an impossible date, such as 2008-04-31, as text, so that the error can name its key."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


PlainYaml.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def expected(detail: ErrorDetails, others: dict[str, str]) -> str:
    """Return what is expected of a value that a model refuses, and whether it is not filled in yet.

    Args:
        detail: what pydantic says of it.
        others: kind of error -> words, where those of pydantic or these here do not do.
    """
    said = detail["msg"]
    for prefix in ("Value error, ", "Input should be ", "String should have "):
        said = said.removeprefix(prefix)
    said = said.replace("greater than or equal to", "at least").replace("less than or equal to", "at most")
    words = (WORDS | others).get(detail["type"], said)
    return f"{words}, but nothing is filled in yet" if detail["input"] is None else words


def parse_yaml(text: str) -> Any:
    """Return what a text in YAML says.

    Raises:
        ValueError: it is no plain YAML; the message is one line.
    """
    try:
        return yaml.load(text, PlainYaml)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A number of 5000 digits is a ValueError, a thousand brackets are a RecursionError.
        raise ValueError(" ".join(str(error).split())) from None
