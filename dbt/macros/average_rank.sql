{# Rank of a value within its partition, 1 for the lowest; equal values share the mean of their places. #}
{% macro average_rank(column, partition_by) -%}
    rank() over (partition by {{ partition_by }} order by {{ column }} nulls last)
    + (count(*) over (partition by {{ partition_by }}, {{ column }}) - 1) / cast(2 as double)
{%- endmacro %}
