{# Sample variance of a column within a group (divisor n - 1); null for fewer than two values. #}
{% macro variance_of(column) -%}
    {{ sum_of_products(column, column) }} / nullif(count({{ column }}) - 1, 0)
{%- endmacro %}
