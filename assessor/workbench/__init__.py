"""The record of a reviewing team: accounts, papers, decisions, practice, in one database.

Knows SQLAlchemy and the file store, no web framework, no environment and no clock: the time of an
action is given by the caller.
"""
