{# Fails with each row for which the condition is not true; a condition that is null fails as well.
   `shows`: the columns that say what is wrong, all without it. #}
{% test holds(model, condition, shows=none) %}
select {{ shows | join(', ') if shows else '*' }}
from {{ model }}
where not coalesce({{ condition }}, false)
{% endtest %}
