"""Repairs: drafts that keep the row's own measure and mend what is wrong with it.

One module per family of defects; :func:`assessor.rewrites.repairs.all_repairs.repairs` calls
them all. What words mean (units, counting words, acts) is data in ``lexicons``.
"""
