{#
    Whether a value has reached what its measure asks for: the top half step of the scale (reached_within), as it is shown
    with one decimal.
#}
{% macro has_reached(value) -%}
    {{ round_half_up(value) }} >= {{ (var('scale_highest') | float) - (var('reached_within') | float) }}
{%- endmacro %}
