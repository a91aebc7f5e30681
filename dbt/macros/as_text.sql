{#
    A number as readers of a language see it: rounded half up to so many decimals, with a comma in Swedish; null, too, has
    a word, for engines join it differently.
#}
{% macro as_text(number, decimals=1, language='en') -%}
    coalesce(
        {% if language == 'sv' -%} replace( {%- endif -%}
        cast(cast(round(cast({{ number }} as decimal(18, 8)), {{ decimals }}) as decimal(18, {{ decimals }})) as string)
        {%- if language == 'sv' -%} , '.', ',') {%- endif %},
        '{{ {'sv': 'okänt', 'en': 'unknown'}[language] }}'
    )
{%- endmacro %}
