"""Rows in `raw` -> staged answers, panel, facts and marts: the dbt project as Dagster assets."""
