{# At the end of an incremental model's query: only the years that this build rewrites. #}
{% macro rewritten_years() -%}
    {% if is_incremental() and var('survey_years', none) %}where survey_year in ({{ var('survey_years') | join(', ') }}){% endif %}
{%- endmacro %}
