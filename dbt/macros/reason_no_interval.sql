{# Why there is no interval for a mean of n responses; null when there is one. #}
{% macro reason_no_interval(n, standard_deviation, standard_error) -%}
    case
        when coalesce({{ n }}, 0) = 0 then 'no_response'
        when {{ n }} = 1 then 'single_response'
        when {{ standard_deviation }} = 0 then 'no_variation'
        when {{ standard_error }} = 0 then 'everyone_answered'
    end
{%- endmacro %}
