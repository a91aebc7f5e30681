{#
    The degrees of freedom under which a t quantile is looked up: whole ones, rounded down, and none above the table's
    last. Both make intervals wider rather than narrower. Null stays null, which least would pass over.
#}
{% macro tabled_degrees_of_freedom(degrees_of_freedom) -%}
    case
        when {{ degrees_of_freedom }} is not null
            then least(cast(floor(round({{ degrees_of_freedom }}, 6)) as int), {{ var('highest_degrees_of_freedom') }})
    end
{%- endmacro %}
