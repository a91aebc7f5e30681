{#
    The texts of a group in one, separated by commas by default; null for none.
    The one place that asks for the engine: neither knows how the other orders what it joins. DuckDB's own
    string_agg(... order by ...) reserves 32 KB for each group of more than 16 rows, gigabytes for 100,000 groups;
    sorting the group's list needs no more than its texts.

    Args:
        order_by: a column, or more, separated by commas.
#}
{% macro joined_text(column, order_by, separator=', ') -%}
    {% if target.type == 'spark' -%}
        listagg({{ column }}, '{{ separator }}') within group (order by {{ order_by }})
    {%- else -%}
        {%- set place_of_text = order_by.split(',') | length + 1 -%}
        array_to_string(
            list_transform(
                list_sort(list(row({{ order_by }}, {{ column }})) filter (where {{ column }} is not null), 'asc', 'nulls last'),
                lambda ordered: struct_extract_at(ordered, {{ place_of_text }})
            ),
            '{{ separator }}'
        )
    {%- endif %}
{%- endmacro %}
