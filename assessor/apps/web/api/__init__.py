"""The interface for programs under ``/api/v1``: tokens only, JSON, one shape of errors."""
