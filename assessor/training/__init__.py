"""Corpus, cross-validation, artefacts and the model card."""
