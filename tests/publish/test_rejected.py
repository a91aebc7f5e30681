"""The report of rejected responses beside a release."""

from pathlib import Path

import duckdb

from dagster_project.publish.rejected import write_rejected_responses


def test_a_report_tells_rows_and_reasons_and_is_no_formula(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.rejected_responses(
                survey_year integer, source_file varchar, source_sha256 varchar, source_row integer,
                reason varchar
            );
            """
        )
        write_rejected_responses(connection, tmp_path)
        report = tmp_path / "rejected_responses.csv"
        assert report.read_text(encoding="utf-8") == "survey_year,source_file,source_row,reason\n"
        connection.execute(
            """
            insert into raw.rejected_responses values
                (2008, 'svar.csv', 'aa', 12, 'column ''Ålder, "x"'': expected a number'),
                (2008, '=cmd.csv', 'aa', 3, 'expected a role')
            """
        )
        write_rejected_responses(connection, tmp_path)
    assert report.read_text(encoding="utf-8").splitlines()[1:] == [
        "2008,'=cmd.csv,3,expected a role",
        '2008,svar.csv,12,"column \'Ålder, ""x""\': expected a number"',
    ]
