"""Reconstructs answers of the 2006 and 2007 surveys that make every figure of the report true.

The microdata behind the report was never published. This package draws a plausible set of answers from a
seeded model and lets a solver (HiGHS, through scipy) move as few of them as possible until the report's
table, findings and cases hold. Claim ids (M1, F5, ...) name the statements of the report that
`tests/tools/test_claims.py` checks on the written files.
"""

import os

# openpyxl writes the same workbook in other bytes where lxml happens to be installed.
os.environ["OPENPYXL_LXML"] = "False"
