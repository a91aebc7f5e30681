"""The models on Apache Spark; run by `make test-spark`, since it needs Java and minutes."""
