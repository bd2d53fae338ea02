"""The workbench in a browser: FastAPI routes, the interface for programs, NiceGUI pages."""
