{#
    Columns of a relation as one row per number of a claim, in the order in which they are named. The relation has one
    row, or one per measure if `measure_id` names its column.
#}
{% macro numbers_of(claim_id, relation, number_ids, measure_id='cast(null as string)') -%}
    {%- for number_id in number_ids %}
    select
        '{{ claim_id }}' as claim_id,
        {{ loop.index }} as number_position,
        '{{ number_id }}' as number_id,
        {{ measure_id }} as measure_id,
        cast(null as string) as municipality_code,
        cast({{ number_id }} as double) as number_value
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
