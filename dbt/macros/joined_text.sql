{# The texts of a group in one, separated by commas; null for none. #}
{% macro joined_text(column, order_by) -%}
    string_agg({{ column }}, ', ' order by {{ order_by }})
{%- endmacro %}
