{# A number as readers see it: rounded half up to so many decimals. #}
{% macro as_text(number, decimals=1) -%}
    cast(cast(round(cast({{ number }} as decimal(18, 8)), {{ decimals }}) as decimal(18, {{ decimals }})) as string)
{%- endmacro %}
