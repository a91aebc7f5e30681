{# Fails with each combination of the key's columns that occurs more than once, where nulls count as equal, and with
   each row and column that is null though it never is. #}
{% test grain(model, key, never_null) %}
select
    {{ key | join(', ') }},
    concat(count(*), ' rows') as problem
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1
{% for column in never_null %}
    union all
    select
        {{ key | join(', ') }},
        '{{ column }} is null' as problem
    from {{ model }}
    where {{ column }} is null
{% endfor %}
{% endtest %}
