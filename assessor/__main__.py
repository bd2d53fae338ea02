"""``python -m assessor``."""

from assessor.apps.cli.main import run

if __name__ == "__main__":
    run()
