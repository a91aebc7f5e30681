{#
    Quantile of a group's values, interpolated linearly between neighbours, over one row per value. n_up_to says how many
    values are no larger than the row's, n of how many; null for none. The q-th quantile of n values in order lies at
    place 1 + q (n - 1).
#}
{% macro quantile_of_counted(column, share, n_up_to, n) -%}
    {%- set place = '(cast(' ~ share ~ ' as double) * (' ~ n ~ ' - 1))' -%}
    {%- set below = 'min(case when ' ~ n_up_to ~ ' > floor' ~ place ~ ' then ' ~ column ~ ' end)' -%}
    {%- set above = 'min(case when ' ~ n_up_to ~ ' > ceil' ~ place ~ ' then ' ~ column ~ ' end)' -%}
    {{ below }} + ({{ above }} - {{ below }}) * max({{ place }} - floor{{ place }})
{%- endmacro %}
