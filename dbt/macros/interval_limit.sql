{#
    One limit of an interval: the estimate and so many (side = '+' or '-') t quantiles of standard errors. Null where the
    standard error is null or zero: then there is nothing that an interval could say (see reason_no_interval).
#}
{% macro interval_limit(estimate, side, t_quantile, standard_error) -%}
    case when {{ standard_error }} > 0 then {{ estimate }} {{ side }} {{ t_quantile }} * {{ standard_error }} end
{%- endmacro %}
