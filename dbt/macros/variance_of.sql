{# Sample variance of a column within a group (divisor n - 1); null for fewer than two values. #}
{% macro variance_of(column, n_equal=none, decimals=12) -%}
    {{ sum_of_products(column, column, n_equal, decimals) }} / nullif({{ number_of(column, n_equal) }} - 1, 0)
{%- endmacro %}
