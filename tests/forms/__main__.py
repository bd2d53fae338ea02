"""``python tests/forms``: print, file by file, how exactly the sample forms are read."""

from form_gold import compare, forms, table

if __name__ == "__main__":
    print(table(tuple(map(compare, forms()))))
