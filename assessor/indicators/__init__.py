"""From a Document to submissions: form recognition, level filling, rejected rows."""
