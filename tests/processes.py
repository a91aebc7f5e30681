"""Processes made from one that has imported what takes seconds to import, and has read nothing."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
# A process of tests has one such server, so its preload is decided here for all of them.
PROCESSES.set_forkserver_preload(["dagster_project.ingest.check", "dagster_project.transform.dbt_build"])
