{#
    Before an incremental model is written: delete the years that this build rewrites, all of them without survey_years.
    delete+insert would keep the rows of a year that has none any more. On Spark their folders are removed instead.
#}
{% macro delete_rewritten_years() -%}
    {% if is_incremental() and target.type != 'spark' -%}
        delete from {{ this }} {{ rewritten_years() }}
    {%- endif %}
{%- endmacro %}

{# A condition on an incremental model: only the years that this build rewrites, which may be none. #}
{% macro rewritten_years() -%}
    {%- set years = var('survey_years', none) -%}
    {% if is_incremental() and years is not none -%}
        where {% if years %}survey_year in ({{ years | join(', ') }}){% else %}false{% endif %}
    {%- endif %}
{%- endmacro %}
