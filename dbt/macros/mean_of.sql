{#
    Mean of a column within a group, null for an empty group.
    The sum is taken in decimals and the mean kept to twelve of them: the same values in another order, or another
    division with the same result, then give the same number to the last bit. Ranks share ties and rebuilds change nothing.
#}
{% macro mean_of(column) -%}
    round(cast(sum(cast({{ column }} as decimal(38, 12))) as double) / nullif(count({{ column }}), 0), 12)
{%- endmacro %}
