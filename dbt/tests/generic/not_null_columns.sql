{# Fails with each row and column that is null: the row by its key, and the column's name. #}
{% test not_null_columns(model, key, columns) %}
    {% for column in columns %}
        select
            {{ key | join(', ') }},
            '{{ column }}' as null_column
        from {{ model }}
        where {{ column }} is null
        {{ 'union all' if not loop.last }}
    {% endfor %}
{% endtest %}
