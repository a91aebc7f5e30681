{#
    The report's rounding, half up to one decimal. Through a decimal, because doubles at 2.25 and 2.35 do not round alike.
#}
{% macro round_half_up(column) -%}
    cast(round(cast({{ column }} as decimal(18, 8)), 1) as decimal(18, 1))
{%- endmacro %}
