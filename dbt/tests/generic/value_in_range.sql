{# Fails with each row whose value lies outside the limits, both allowed; null passes. #}
{% test value_in_range(model, column_name, lowest=none, highest=none) %}
select *
from {{ model }}
where
    {% if lowest is not none %}{{ column_name }} < {{ lowest }}{% else %}false{% endif %}
    or {% if highest is not none %}{{ column_name }} > {{ highest }}{% else %}false{% endif %}
{% endtest %}
