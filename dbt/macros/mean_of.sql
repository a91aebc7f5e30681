{#
    Mean of a column within a group, null for an empty group. Where a row stands for several equal responses, n_equal
    says for how many.
    The sum is taken in decimals and the mean kept to twelve of them: the same values in another order, or another
    division with the same result, then give the same number to the last bit. Ranks share ties and rebuilds change nothing.
#}
{% macro mean_of(column, n_equal=none) -%}
    {%- set number = 'cast(' ~ column ~ ' as decimal(28, 12))' -%}
    {{ mean_of_sum(sum_in_decimals(number, n_equal, 12), number_of(column, n_equal)) }}
{%- endmacro %}

{% macro mean_of_sum(sum, n) -%}
    round(cast({{ sum }} as double) / nullif({{ n }}, 0), 12)
{%- endmacro %}
