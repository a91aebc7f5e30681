{# The id of the role of responses that name none. #}
{% macro unknown_group() -%}
    '{{ var('unknown_group') }}'
{%- endmacro %}
