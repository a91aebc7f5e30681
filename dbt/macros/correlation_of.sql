{#
    Pearson's correlation of two columns within a group; null where either does not vary. Every row must hold both
    values or neither. Rounding must not take it beyond -1 and 1.
#}
{% macro correlation_of(left, right) -%}
    greatest(-1, least(1, {{ sum_of_products(left, right) }} / nullif(
        sqrt({{ sum_of_products(left, left) }}) * sqrt({{ sum_of_products(right, right) }}), 0
    )))
{%- endmacro %}
