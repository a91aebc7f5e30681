{#
    Sum of the products of two columns' deviations from their means, over the rows that hold both, and null without such
    a row; every row must hold both or neither. Where a row stands for several equal responses, n_equal says for how many.

    With m_x and m_y, the means rounded to so many decimals, it is sum(xy) - m_x sum(y) - m_y (sum(x) - n m_x), all of it
    in decimals. So the order of rows does not matter, and equal values give zero rather than almost zero. With twelve
    decimals values must lie below 300, with nine (sums of answers) below 300,000, with one (ranks) below a billion;
    responses below a hundred million. The digits are chosen so that no intermediate result needs more than 38, the limit of SQL engines: Spark would round it.
#}
{% macro sum_of_products(left, right, n_equal=none, decimals=12) -%}
    {%- set x = 'cast(' ~ left ~ ' as decimal(18, ' ~ decimals ~ '))' -%}
    {%- set y = 'cast(' ~ right ~ ' as decimal(18, ' ~ decimals ~ '))' -%}
    {%- set n = number_of(left, n_equal) -%}
    {%- set sum_x = 'cast(' ~ sum_in_decimals(x, n_equal, decimals) ~ ' as decimal(22, ' ~ decimals ~ '))' -%}
    {%- set sum_y = 'cast(' ~ sum_in_decimals(y, n_equal, decimals) ~ ' as decimal(22, ' ~ decimals ~ '))' -%}
    {%- set mean_x = rounded_mean(sum_x, n, decimals) -%}
    {%- set mean_y = rounded_mean(sum_y, n, decimals) -%}
    {%- set n_means = 'cast(' ~ times_n(mean_x, n, decimals) ~ ' as decimal(22, ' ~ decimals ~ '))' -%}
    cast(
        {{ sum_in_decimals(x ~ ' * ' ~ y, n_equal, 2 * decimals) }}
        - {{ mean_x }} * {{ sum_y }}
        - {{ mean_y }} * cast({{ sum_x }} - {{ n_means }} as decimal(22, {{ decimals }}))
        as double
    )
{%- endmacro %}

{# A number of so many decimals for each of n responses. #}
{% macro times_n(number, n, decimals) -%}
    cast({{ number }} as decimal(29, {{ decimals }})) * cast({{ n }} as decimal(8, 0))
{%- endmacro %}

{% macro sum_in_decimals(number, n_equal, decimals) -%}
    sum({{ times_n(number, n_equal, decimals) if n_equal else number }})
{%- endmacro %}

{% macro rounded_mean(sum, n, decimals) -%}
    cast(round(cast({{ sum }} as double) / nullif({{ n }}, 0), {{ decimals }}) as decimal(15, {{ decimals }}))
{%- endmacro %}
