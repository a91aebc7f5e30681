{# The code of a response whose municipality is not known. #}
{% macro unknown_municipality() -%}
    '{{ var('unknown_municipality') }}'
{%- endmacro %}
