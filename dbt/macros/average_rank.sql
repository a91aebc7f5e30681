{#
    Rank of a value within its partition, 1 for the lowest, over one row per value with the number of responses that have
    it; equal values share the mean of their places.
#}
{% macro average_rank(column, partition_by, n_equal) -%}
    sum({{ n_equal }}) over (
        partition by {{ partition_by }} order by {{ column }} nulls last rows between unbounded preceding and current row
    ) - ({{ n_equal }} - 1) / cast(2 as double)
{%- endmacro %}
