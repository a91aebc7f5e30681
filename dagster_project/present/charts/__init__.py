"""A file for each kind of chart: its form is made once, its rows are put in for every drawing."""
