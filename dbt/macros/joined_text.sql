{# The texts of a group in one, separated by commas unless told otherwise; null for none. #}
{% macro joined_text(column, order_by, separator=', ') -%}
    string_agg({{ column }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
