{# Spark keeps every table as Parquet files in the lake. #}
{% macro spark__location_clause() -%}
    location '{{ env_var('EFORVALTNING_LAKE_MODELS') }}/{{ model.alias }}'
{%- endmacro %}
