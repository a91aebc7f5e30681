{#
    The texts of a group in one, separated by commas by default; null for none.
    The one place that asks for the engine: neither knows how the other orders what it joins.
#}
{% macro joined_text(column, order_by, separator=', ') -%}
    {% if target.type == 'spark' -%}
        listagg({{ column }}, '{{ separator }}') within group (order by {{ order_by }})
    {%- else -%}
        string_agg({{ column }}, '{{ separator }}' order by {{ order_by }})
    {%- endif %}
{%- endmacro %}
