"""Registry, selection and runner of the checks."""
