-- What an analyst writes who wants the means of the survey once: the limit of what the models can cost.
-- Nothing is checked, recorded, kept by year or reported as missing.
create schema hand_written;

create table hand_written.counted as
select survey_year, response_id, municipality_code, role_id
from raw.responses
where exists (
    select 1 from raw.answers
    where answers.survey_year = responses.survey_year
        and answers.response_id = responses.response_id
        and answer_value is not null
)
qualify municipality_code = '0000'
    or row_number() over (
        partition by survey_year, municipality_code order by submitted_at desc, source_row desc
    ) = 1;

create table hand_written.measured as
with answered as (
    select survey_year, response_id, municipality_code, role_id, indicator_id, cornerstone_id, answer_value
    from hand_written.counted
    inner join raw.answers using (survey_year, response_id)
    inner join raw.indicators using (indicator_id)
)
select survey_year, response_id, municipality_code, role_id, indicator_id as measure_id, answer_value as value
from answered
union all
select
    survey_year, response_id, any_value(municipality_code), any_value(role_id),
    if(grouping(cornerstone_id) = 1, 'TOTAL', cornerstone_id),
    case when 2 * count(answer_value) >= count(*) then avg(answer_value) end
from answered
group by grouping sets (
    (survey_year, response_id, cornerstone_id),
    (survey_year, response_id)
);

create table hand_written.classified as
select municipality_code, size_class_id
from raw.municipality_population
inner join raw.size_classes
    on try_cast(population as int) between try_cast(population_from as int)
        and coalesce(try_cast(population_to as int), 1000000000)
where year = '2005';

create table hand_written.national_means as
select
    survey_year, measure_id, count(value) as n_responses, avg(value) as mean_score,
    stddev_samp(value) as standard_deviation,
    stddev_samp(value) * sqrt((1 - count(value) / (select count(*) from raw.municipalities)) / count(value))
        as standard_error
from hand_written.measured
group by survey_year, measure_id;

create table hand_written.role_scores as
select survey_year, role_id, measure_id, count(value) as n_responses, avg(value) as mean_score
from hand_written.measured
group by survey_year, role_id, measure_id;

create table hand_written.size_class_scores as
select survey_year, size_class_id, measure_id, count(value) as n_responses, avg(value) as mean_score
from hand_written.measured inner join hand_written.classified using (municipality_code)
group by survey_year, size_class_id, measure_id;

create table hand_written.feedback as
with known as (
    select * from hand_written.measured where municipality_code <> '0000'
)
select
    known.survey_year, known.municipality_code, municipality_name, known.measure_id, known.value,
    mean_score, known.value - mean_score as difference,
    rank() over (
        partition by known.survey_year, known.measure_id order by known.value desc nulls last
    ) as value_rank,
    previous.value as previous_value, known.value - previous.value as change
from known
inner join raw.municipalities using (municipality_code)
inner join hand_written.national_means using (survey_year, measure_id)
left join known as previous
    on known.survey_year = previous.survey_year + 1
        and known.municipality_code = previous.municipality_code
        and known.measure_id = previous.measure_id;
