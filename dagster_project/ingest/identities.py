"""Response ids and respondents of a whole export beside each other, however many: which repeat."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pandas as pd

from dagster_project.ingest.respondents import hash_addresses
from dagster_project.settings import Settings
from dagster_project.warehouse import owner_alone

# Where the rows of a result are fetched by DuckDB's vectors of 2,048.
VECTORS_PER_FRAME = 50
REPETITIONS = """
    with response_ids as (
        select response_id, count(*) as n_rows from identities group by response_id having count(*) > 1
    ),

    respondents as (
        select respondent, count(distinct place) as n_places from identities
        group by respondent having count(distinct place) > 1
    )

    select
        identities.source_row,
        identities.municipality_text,
        case when identities.response_id is not null then coalesce(response_ids.n_rows, 1) end
            as n_rows_with_response_id,
        case when identities.place is not null then coalesce(respondents.n_places, 1) end
            as n_places_of_respondent
    from identities
    left join response_ids on identities.response_id = response_ids.response_id
    left join respondents on identities.respondent = respondents.respondent
    order by identities.source_row
"""


@contextmanager
def open_identities() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty table of identities in memory; it spills into the data folder beyond the limit."""
    settings = Settings()
    with (
        owner_alone(),
        duckdb.connect(
            config={"memory_limit": settings.memory_limit, "temp_directory": str(settings.spill)}
        ) as connection,
    ):
        connection.execute(
            "create table identities (source_row bigint, response_id varchar, respondent varchar, "
            "place varchar, municipality_text varchar)"
        )
        yield connection


def add_identities(connection: duckdb.DuckDBPyConnection, responses: pd.DataFrame, key: bytes) -> None:
    """Add the responses of a part of an export (see `Submissions`); addresses are kept hashed."""
    rows = responses[["source_row", "response_id", "place", "municipality_text"]].copy()
    rows["respondent"] = hash_addresses(responses["respondent_email"], key)
    connection.register("rows_to_add", rows)
    connection.execute("insert into identities by name from rows_to_add")
    connection.unregister("rows_to_add")


def repetitions(connection: duckdb.DuckDBPyConnection) -> Iterator[pd.DataFrame]:
    """Yield every response in order: source_row, municipality_text, and how often it is repeated.

    `n_rows_with_response_id` (null without an id); `n_places_of_respondent`: municipalities, or spellings of
    unknown ones, that its address answers for (null without a place; 1 without an address).
    """
    result = connection.execute(REPETITIONS)
    while not (frame := result.fetch_df_chunk(VECTORS_PER_FRAME)).empty:
        yield frame


def new_key() -> bytes:
    """Return a key that nobody keeps: addresses are compared within one check only."""
    return secrets.token_bytes(32)
