{#
    What people type, made comparable: lower case, trimmed, every run of white space one space; null when nothing is left.
#}
{% macro normalise_text(column) -%}
    nullif(trim(lower(regexp_replace(replace({{ column }}, chr(160), ' '), '\s+', ' ', 'g'))), '')
{%- endmacro %}
