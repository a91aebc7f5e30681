"""What is read of a release's marts: the columns are named as the fields of the rows (rows.py)."""


def holds_in(table: str, year: str) -> str:
    """Return the condition that a row with years of validity holds in a year, as dbt's macro of this name."""
    return f"{year} between {table}.valid_from and coalesce({table}.valid_to, {year})"


# What a measure is in the questionnaire of its wave.
QUESTIONNAIRE = """
    select
        survey_year as asked_in, measure_id as member_id, cornerstone_id, cornerstone_position,
        measure_short_sv, measure_short_en, colour
    from marts.dim_measure
"""

WAVES = """
    select
        wave.*, max(place.population_year) as population_year,
        count(*) filter (where part.is_invited) as n_invited,
        count(*) filter (where part.has_answered) as n_answered,
        max(part.national_response_rate) as response_rate,
        count(*) filter (where part.participation_status = 'both_waves') as n_both_waves
    from marts.dim_wave as wave
    inner join marts.mart_participation as part on part.survey_year = wave.survey_year
    inner join marts.dim_municipality_year as place
        on place.survey_year = part.survey_year and place.municipality_code = part.municipality_code
    group by all
"""

SIZE_CLASS_SCORES = f"""
    select
        scores.*, scores.size_class_id as group_id, scores.size_class_position as group_position,
        class.size_class_name_sv as group_name_sv, class.size_class_name_en as group_name_en
    from marts.mart_size_class_scores as scores
    inner join marts.dim_size_class as class
        on class.size_class_id = scores.size_class_id
        and {holds_in("class", "scores.survey_year")}
"""

ROLE_SCORES = f"""
    select
        scores.*, scores.role_id as group_id, scores.role_position as group_position,
        role.role_name_sv as group_name_sv, role.role_name_en as group_name_en, null as n_municipalities
    from marts.mart_role_scores as scores
    inner join marts.dim_role as role
        on role.role_id = scores.role_id
        and {holds_in("role", "scores.survey_year")}
"""

PARTICIPANTS = f"""
    select
        part.*, place.population, class.size_class_name_sv, class.size_class_name_en,
        class.size_class_position
    from marts.mart_participation as part
    inner join marts.dim_municipality_year as place
        on place.survey_year = part.survey_year and place.municipality_code = part.municipality_code
    inner join marts.dim_size_class as class
        on class.size_class_id = part.size_class_id
        and {holds_in("class", "part.survey_year")}
"""

OWN_VALUES = """
    select
        own.*, class.mean_score as size_class_mean, class.n_responses as size_class_n,
        class.reason_no_mean as size_class_reason_no_mean
    from marts.mart_municipality_feedback as own
    inner join marts.dim_municipality_year as year
        on year.municipality_code = own.municipality_code and year.survey_year = own.survey_year
    left join marts.mart_size_class_scores as class
        on class.survey_year = own.survey_year
        and class.size_class_id = year.size_class_id
        and class.measure_id = own.measure_id
"""

MUNICIPALITIES = f"""
    with latest as (
        select
            municipality_code,
            coalesce(max(survey_year) filter (where has_answered), max(survey_year)) as survey_year
        from marts.mart_participation
        group by municipality_code
    ),

    roles as (
        select distinct municipality_code, survey_year, role_id from marts.fct_cornerstone_scores
    ),

    respondents as (
        select distinct municipality_code, survey_year, is_same_respondent_as_previous_wave
        from marts.mart_municipality_feedback
    )

    select
        place.municipality_code, place.municipality_name, place.former_names, year.county_code,
        year.county_name, year.population, year.population_year, year.size_class_id,
        class.size_class_name_sv, class.size_class_name_en,
        role.role_name_sv, role.role_name_en, respondents.is_same_respondent_as_previous_wave
    from latest
    inner join marts.dim_municipality_year as year
        on year.municipality_code = latest.municipality_code and year.survey_year = latest.survey_year
    inner join marts.dim_municipality as place on place.municipality_code = latest.municipality_code
    inner join marts.dim_size_class as class
        on class.size_class_id = year.size_class_id
        and {holds_in("class", "year.survey_year")}
    left join respondents
        on respondents.municipality_code = latest.municipality_code
        and respondents.survey_year = latest.survey_year
    left join roles
        on roles.municipality_code = latest.municipality_code and roles.survey_year = latest.survey_year
    left join marts.dim_role as role
        on role.role_id = roles.role_id
        and {holds_in("role", "roles.survey_year")}
"""

CORNERSTONES = f"""
    select wave.survey_year, cornerstone.*
    from marts.dim_cornerstone as cornerstone
    inner join marts.dim_wave as wave
        on {holds_in("cornerstone", "wave.survey_year")}
"""

PEERS = """
    select peers.*, own.own_value as peer_total
    from marts.mart_municipality_peers as peers
    left join marts.mart_municipality_feedback as own
        on own.survey_year = peers.survey_year
        and own.municipality_code = peers.peer_code
        and own.measure_level = 'total'
"""

CLAIM_NUMBERS = """
    select numbers.*, place.municipality_name
    from marts.mart_report_claim_numbers as numbers
    left join marts.dim_municipality as place on place.municipality_code = numbers.municipality_code
"""
