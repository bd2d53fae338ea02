"""Features, trained artefacts and the judgement of a row."""
