{# How many responses have a value: rows, or n_equal for each row where a row stands for several equal responses. #}
{% macro number_of(column, n_equal=none) -%}
    {% if n_equal -%}
        cast(coalesce(sum(case when {{ column }} is not null then {{ n_equal }} end), 0) as bigint)
    {%- else -%}
        count({{ column }})
    {%- endif %}
{%- endmacro %}
