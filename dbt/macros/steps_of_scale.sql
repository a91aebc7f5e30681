{#
    A difference on the survey's scale: so many steps of one from 1 to 4, and in proportion on any other.
#}
{% macro steps_of_scale(steps) -%}
    {{ (steps | float) * ((var('scale_highest') | float) - (var('scale_lowest') | float)) / 3 }}
{%- endmacro %}
