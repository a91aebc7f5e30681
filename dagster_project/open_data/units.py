"""The unit of a number, by the name of its column: names are given by the same rules in every mart."""

import re

SCALE = "steps of the scale"
COUNT = "count"
NO_UNIT = "none"
MIXED = "as the row says"

# The first pattern that is found in the name decides.
BY_NAME = (
    (r"^n_", COUNT),
    (r"year$|^valid_(from|to)$", "calendar year"),
    (r"^(peer_)?population(_from|_to)?$", "inhabitants"),
    (r"_position$|_rank$|^(response|series)_number$|^rank$", "place in an order, from 1"),
    (r"^source_page$", "page"),
    (r"^share_|_rate$|_of_share$|_similarity$", "share, 0 to 1"),
    (r"^percentile$", "per cent, 0 to 100"),
    (r"correlation|alpha|^t_value$|^f_ratio$|degrees_of_freedom|^p_value", NO_UNIT),
    (r"^variance_", "squared steps of the scale"),
    (r"mean|score|answer|^level_|change|difference|quartile|deviation|error|^interval_|^bin_", SCALE),
    (r"^(own_|peer_)?value|^value_|^low$|^high$|_low$|_high$|_lower$|_upper$", SCALE),
)
# Where a name is not enough: the table and the column.
OF_COLUMN = {
    ("mart_size_correlation", "interval_lower"): NO_UNIT,
    ("mart_size_correlation", "interval_upper"): NO_UNIT,
    ("mart_wave_drift", "observed_value"): MIXED,
    ("mart_wave_drift", "value_previous_wave"): MIXED,
    ("mart_wave_drift", "allowed_change"): MIXED,
    ("mart_published_reconciliation", "our_value"): MIXED,
    ("mart_published_reconciliation", "our_value_rounded"): MIXED,
    ("mart_published_reconciliation", "published_value"): MIXED,
    ("mart_report_claims", "number_found"): MIXED,
    ("mart_report_claims", "number_compared_with"): MIXED,
    ("mart_report_claim_numbers", "number_value"): MIXED,
}


def unit_of(table: str, column: str) -> str | None:
    """Return the unit of a column of numbers; None where no rule knows the column."""
    if (table, column) in OF_COLUMN:
        return OF_COLUMN[table, column]
    return next((unit for pattern, unit in BY_NAME if re.search(pattern, column)), None)
