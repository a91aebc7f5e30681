"""The next wave's questionnaire, from the survey's definition, and the contract of its export."""
