{#
    The degrees of freedom under which a row of raw.t_quantiles is joined, for whole ones. Null stays null, which least
    would pass over.
#}
{% macro tabled_degrees_of_freedom(degrees_of_freedom) -%}
    case
        when {{ degrees_of_freedom }} is not null
            then least({{ degrees_of_freedom }}, {{ var('highest_tabled_degrees_of_freedom') }})
    end
{%- endmacro %}

{#
    Quantile of Student's t out of the row that was joined under its tabled degrees of freedom. Above the table it is
    computed from the normal quantile: Fisher and Cornish, Technometrics 2, 1960; Abramowitz and Stegun 1964, formula
    26.7.5. What the formula leaves out is below 1e-10 there for up to a hundred comparisons.
#}
{% macro t_quantile(t_quantiles, degrees_of_freedom) -%}
    {%- set z = t_quantiles ~ '.normal_quantile' -%}
    {%- set n = 'cast(' ~ degrees_of_freedom ~ ' as double)' -%}
    case
        when {{ degrees_of_freedom }} <= {{ var('highest_tabled_degrees_of_freedom') }} then {{ t_quantiles }}.t_quantile
        else
            {{ z }}
            + (power({{ z }}, 3) + {{ z }}) / (4 * {{ n }})
            + (5 * power({{ z }}, 5) + 16 * power({{ z }}, 3) + 3 * {{ z }}) / (96 * power({{ n }}, 2))
            + (3 * power({{ z }}, 7) + 19 * power({{ z }}, 5) + 17 * power({{ z }}, 3) - 15 * {{ z }})
            / (384 * power({{ n }}, 3))
            + (
                79 * power({{ z }}, 9) + 776 * power({{ z }}, 7) + 1482 * power({{ z }}, 5)
                - 1920 * power({{ z }}, 3) - 945 * {{ z }}
            ) / (92160 * power({{ n }}, 4))
    end
{%- endmacro %}
