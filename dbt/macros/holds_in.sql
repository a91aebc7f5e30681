{# Whether a version of reference data, a relation with valid_from and valid_to, holds in a survey year. #}
{% macro holds_in(version, survey_year) -%}
    {{ survey_year }} >= {{ version }}.valid_from
    and {{ survey_year }} <= coalesce({{ version }}.valid_to, {{ survey_year }})
{%- endmacro %}
