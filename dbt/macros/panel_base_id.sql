{# The base of the municipalities where the same person answered both waves of a panel. #}
{% macro panel_base_id(panel_to_year) -%}
    concat('same_respondent ', cast({{ panel_to_year }} as string))
{%- endmacro %}
