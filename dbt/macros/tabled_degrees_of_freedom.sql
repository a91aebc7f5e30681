{#
    The degrees of freedom under which a t quantile is looked up: whole ones, rounded down, and none above the table's
    last. Both make intervals wider rather than narrower.
#}
{% macro tabled_degrees_of_freedom(degrees_of_freedom) -%}
    least(cast(floor(round({{ degrees_of_freedom }}, 6)) as int), {{ var('highest_degrees_of_freedom') }})
{%- endmacro %}
