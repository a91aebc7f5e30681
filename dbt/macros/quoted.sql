{# A text as SQL's literal. #}
{% macro quoted(text) -%}
    {{ "'" ~ (text | replace("'", "''")) ~ "'" }}
{%- endmacro %}
