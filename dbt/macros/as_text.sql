{# A number as readers see it: rounded half up to so many decimals; null, too, has a word, for engines join it differently. #}
{% macro as_text(number, decimals=1) -%}
    coalesce(
        cast(cast(round(cast({{ number }} as decimal(18, 8)), {{ decimals }}) as decimal(18, {{ decimals }})) as string),
        'unknown'
    )
{%- endmacro %}
