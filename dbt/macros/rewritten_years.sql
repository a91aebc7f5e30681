{# At the end of a query of an incremental model: only the years that this build rewrites. #}
{% macro rewritten_years() -%}
    {% if is_incremental() and var('survey_years', none) %}where survey_year in ({{ var('survey_years') | join(', ') }}){% endif %}
{%- endmacro %}
