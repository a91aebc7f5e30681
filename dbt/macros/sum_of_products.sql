{#
    Sum of the products of two columns' deviations from their means, over the rows that hold both; null without such
    a row. Taken in decimals of twelve places, exactly: the order of rows does not matter, and equal values give zero
    rather than almost zero. Values must lie below a million, rows in a group below ten thousand.
    The places are chosen so that no intermediate result needs more than 38 digits, the limit of SQL engines.
#}
{% macro sum_of_products(left, right) -%}
    {%- set x = 'cast(' ~ left ~ ' as decimal(18, 12))' -%}
    {%- set y = 'cast(' ~ right ~ ' as decimal(18, 12))' -%}
    cast(
        cast(sum({{ x }} * {{ y }}) as decimal(33, 24)) * cast(count({{ x }} * {{ y }}) as decimal(4, 0))
        - cast(sum(case when {{ right }} is not null then {{ x }} end) as decimal(18, 12))
        * cast(sum(case when {{ left }} is not null then {{ y }} end) as decimal(18, 12))
        as double
    ) / nullif(count({{ x }} * {{ y }}), 0)
{%- endmacro %}
