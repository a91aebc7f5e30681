{#
    A difference that is given in steps of a scale from 1 to 4, in proportion to the survey's own scale.
#}
{% macro steps_of_scale(steps) -%}
    {{ (steps | float) * ((var('scale_highest') | float) - (var('scale_lowest') | float)) / 3 }}
{%- endmacro %}
