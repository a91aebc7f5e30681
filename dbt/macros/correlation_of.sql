{#
    Pearson's correlation of two columns within a group; null where either does not vary. Every row must hold both
    values or neither. Rounding must not take it beyond -1 and 1; least and greatest pass over nulls, hence the case.
#}
{% macro correlation_of(left, right) -%}
    case
        when {{ sum_of_products(left, left) }} > 0 and {{ sum_of_products(right, right) }} > 0
            then greatest(-1, least(1, {{ sum_of_products(left, right) }} / (
                sqrt({{ sum_of_products(left, left) }}) * sqrt({{ sum_of_products(right, right) }})
            )))
    end
{%- endmacro %}
