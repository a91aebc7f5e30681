{#
    Score of one response on a cornerstone or TOTAL: the mean of its answered indicators, every question with equal
    weight (the report, page 12; M2), null when fewer than half of the indicators were answered.
    Aggregates over one row per indicator, answered or not.
#}
{% macro score_of(answer_value) -%}
    case when {{ is_enough_answered('count(' ~ answer_value ~ ')', 'count(*)') }} then {{ mean_of(answer_value) }} end
{%- endmacro %}

{% macro is_enough_answered(n_answered, n_indicators) -%}
    2 * {{ n_answered }} >= {{ n_indicators }}
{%- endmacro %}
