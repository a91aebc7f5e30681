"""What the files that describe a release are called."""

DATAPACKAGE, CODEBOOK_JSON, CODEBOOK_CSV = "datapackage.json", "codebook.json", "codebook.csv"
# Format of RDF -> the file it is written to.
CATALOGUE_FILES = {"turtle": "catalogue.ttl", "json-ld": "catalogue.jsonld", "xml": "catalogue.rdf"}
