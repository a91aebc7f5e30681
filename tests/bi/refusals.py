"""What no tool that reads a release may do, and what DuckDB says when it refuses."""

REFUSED = {
    "write a table": ("create table marts.intruder as select 1 as number", "read-only"),
    "change a row": ("delete from marts.dim_role", "read-only"),
    "read another file": ("select * from read_text('{outside}')", "file system operations are disabled"),
    "list files": ("select * from glob('{folder}/*')", "file system operations are disabled"),
    "attach another database": ("attach '{warehouse}' as warehouse", "file system operations are disabled"),
    "write another file": (
        "copy (select 1) to '{folder}/written.csv'",
        "file system operations are disabled",
    ),
    "install an extension": ("install httpfs", "file system operations are disabled"),
    "load an extension": ("load httpfs", "external extensions is disabled"),
    "switch this back on": ("set enable_external_access = true", "has been locked"),
    "unlock": ("set lock_configuration = false", "has been locked"),
}
