{#
    Standard error of the mean of n responses of a population of N: s * sqrt((1 - n/N) / n), which is Cochran, Sampling
    Techniques (3rd ed. 1977), chapter 2. Without a population the correction 1 - n/N is left out.
#}
{% macro standard_error_of_mean(standard_deviation, n, n_population=none) -%}
    {{ standard_deviation }}
    * sqrt({% if n_population %}greatest(1 - cast({{ n }} as double) / nullif({{ n_population }}, 0), 0){% else %}1{% endif %} / nullif({{ n }}, 0))
{%- endmacro %}
