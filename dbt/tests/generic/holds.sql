{# Fails with each row for which the condition is not true; a condition that is null fails as well.
   `shows`: the columns that say what is wrong, all without it. `newest_of`: the column with the wave's year, where
   only the newest wave shall be looked at. #}
{% test holds(model, condition, shows=none, newest_of=none) %}
select {{ shows | join(', ') if shows else '*' }}
from {{ model }}
where
    not coalesce({{ condition }}, false)
    {% if newest_of %}and {{ newest_of }} = (select max({{ newest_of }}) from {{ model }}){% endif %}
{% endtest %}
