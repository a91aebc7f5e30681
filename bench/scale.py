"""A warehouse of made-up waves of any size: municipalities x waves, straight into the tables of schema raw.

    .venv/bin/python -m bench.scale FOLDER RESPONSES_A_WAVE [WAVES]

About half of the municipalities answer a wave, most of them every time, by the same person in two cases of
three. Answers lie around a level of the municipality; some are decimals, some are missing, and one response
in fifteen says the same to everything. The same size gives the same rows, whatever the machine.
"""

import sys
from pathlib import Path
from string import Template

import duckdb

from dagster_project.ingest.raw_tables import create_raw_tables
from dagster_project.ingest.reference import load_reference
from dagster_project.settings import Settings
from dagster_project.survey import UNKNOWN_MUNICIPALITY

FIRST_YEAR = 2006
# Peers are pairs of municipalities, and each made-up respondent has a municipality of its own.
PEERS = "path:models/intermediate/peers+"
ANSWERING = 0.52

# A number from 0 to 1 that depends on nothing but what it is drawn for.
DRAW = "create or replace temp macro draw(what) as (md5_number_lower(what) % 1000003) / 1000003.0"

MUNICIPALITIES = """
    create or replace temp table counties as
    select row_number() over (order by county_code) - 1 as place, county_code, county_name
    from (select distinct county_code, county_name from raw.municipalities);

    create or replace temp table populations as
    select row_number() over (order by municipality_code) - 1 as place, population
    from raw.municipality_population where year = '2005';

    delete from raw.municipalities;
    delete from raw.municipality_names;
    delete from raw.municipality_population;
    delete from raw.published_participants;
    delete from raw.report_conditions;

    insert into raw.municipalities by name
    select
        format('{:07d}', number) as municipality_code, format('Kommun {:07d}', number) as municipality_name,
        county_code, county_name, '2006' as valid_from
    from range(1, $n_municipalities + 1) as numbers(number)
    inner join counties on number % (select count(*) from counties) = place;

    insert into raw.municipality_population by name
    select format('{:07d}', number) as municipality_code, '2005' as year, population
    from range(1, $n_municipalities + 1) as numbers(number)
    inner join populations on number % (select count(*) from populations) = place;
"""

WAVE = """
    insert into raw.waves by name
    select
        $year as survey_year, 'Påhittad våg' as title_sv, 'Made-up wave' as title_en, true as is_synthetic,
        make_date($year, 4, 1) as fielding_opens, make_date($year, 5, 31) as fielding_closes,
        'made up' as source_file, 'made up' as source_sha256, 'made up' as contract_sha256;

    create or replace temp table respondents as
    select
        municipality_code, municipality_name,
        row_number() over (order by municipality_code) as response_number,
        municipality_code
        || case when draw('person ' || municipality_code || $year) < 0.33 then '$year' else '' end
            as respondent_key,
        1.3 + 1.8 * draw('level ' || municipality_code) + 0.12 * ($year - 2006) as level,
        draw('straight ' || municipality_code || $year) < 0.065 as is_straight_lined,
        floor(6 * draw('role ' || municipality_code || $year)) + 1 as role_position
    from raw.municipalities
    where
        0.75 * draw('keen ' || municipality_code) + 0.25 * draw('wave ' || municipality_code || $year)
        < $answering;

    insert into raw.responses by name
    select
        $year as survey_year, 'R' || response_number as response_id,
        make_timestamp($year, 4, 2, 9, 0, 0) + to_minutes(response_number % 80000) as submitted_at,
        case when response_number % 300 = 0 then 'kommunen' else municipality_name end as municipality_text,
        case when response_number % 300 = 0 then '$unknown' else municipality_code end as municipality_code,
        case when response_number % 300 = 0 then 'not_found' else 'as_typed' end as resolved_by,
        respondent_key, role_id as role_text, role_id, 'made up' as source_file, 'made up' as source_sha256,
        response_number + 1 as source_row
    from respondents
    inner join raw.roles using (role_position);

    insert into raw.answers by name
    with drawn as (
        select
            response_number, indicator_id, is_straight_lined, level,
            draw(indicator_id) as popularity,
            draw('answer ' || municipality_code || indicator_id || $year) as chance,
            draw('kind ' || municipality_code || indicator_id || $year) as kind
        from respondents cross join raw.indicators
    )
    select
        $year as survey_year, 'R' || response_number as response_id, indicator_id,
        case
            when is_straight_lined then round(level)
            when kind < 0.013 then null
            when kind < 0.05 then cast(least(4, level + popularity / 2 + chance) as decimal(2, 1))
            else greatest(1, least(4, round(level + popularity + 3 * chance - 2)))
        end as answer_value,
        not is_straight_lined and kind < 0.013 as is_unanswered,
        'made up' as source_file, 'made up' as source_sha256, response_number + 1 as source_row
    from drawn;
"""


def make_waves(warehouse: Path, n_responses: int, n_waves: int = 2) -> None:
    """Write a new warehouse that holds nothing but made-up waves.

    Args:
        warehouse: its file; must not be there yet.
        n_responses: about how many responses a wave has.
        n_waves: the number of waves, one a year from 2006.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(warehouse) as connection:
        create_raw_tables(connection)
        load_reference(connection, Settings().raw)
        connection.execute(DRAW)
        connection.execute(
            Template(MUNICIPALITIES).substitute(n_municipalities=round(n_responses / ANSWERING))
        )
        for year in range(FIRST_YEAR, FIRST_YEAR + n_waves):
            connection.execute(
                Template(WAVE).substitute(year=year, answering=ANSWERING, unknown=UNKNOWN_MUNICIPALITY)
            )


if __name__ == "__main__":
    make_waves(Path(sys.argv[1]) / "warehouse.duckdb", int(sys.argv[2]), *map(int, sys.argv[3:]))
