{# The number that some digits of a lower-case hexadecimal text stand for, the first of them the lowest; 15 at most. #}
{% macro number_of_hexadecimal(text, first, n_digits) -%}
    {%- for place in range(n_digits) -%}
        cast({{ 16 ** place }} as bigint)
        * (instr('0123456789abcdef', substring({{ text }}, {{ first + place }}, 1)) - 1)
        {%- if not loop.last %} + {% endif -%}
    {%- endfor -%}
{%- endmacro %}
