{#
    Pearson's correlation of two columns within a group; null where either does not vary. Every row must hold both
    values or neither. Fifteen decimals, so that rounding does not take it beyond -1 and 1.
#}
{% macro correlation_of(left, right, n_equal=none, decimals=12) -%}
    round({{ sum_of_products(left, right, n_equal, decimals) }} / nullif(
        sqrt({{ sum_of_products(left, left, n_equal, decimals) }})
        * sqrt({{ sum_of_products(right, right, n_equal, decimals) }}), 0
    ), 15)
{%- endmacro %}
