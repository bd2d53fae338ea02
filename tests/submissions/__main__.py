"""``python tests/submissions``: print how well whole submissions are judged, and every error.

``python tests/submissions unseen`` does so for the files that nobody used while checks were made.
"""

import sys

from submission_gold import GOLD, UNSEEN, gold_files, measured, table

if __name__ == "__main__":
    folder = UNSEEN if "unseen" in sys.argv[1:] else GOLD
    print(table(tuple(map(measured, gold_files(folder)))))
