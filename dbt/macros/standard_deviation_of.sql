{# Sample standard deviation of a column within a group (divisor n - 1); null for fewer than two values. #}
{% macro standard_deviation_of(column, n_equal=none) -%}
    sqrt({{ variance_of(column, n_equal) }})
{%- endmacro %}
