{# Degrees of freedom under which a t quantile is taken: whole ones, rounded down, which makes intervals wider. #}
{% macro whole_degrees_of_freedom(degrees_of_freedom) -%}
    cast(floor(round({{ degrees_of_freedom }}, 6)) as int)
{%- endmacro %}
