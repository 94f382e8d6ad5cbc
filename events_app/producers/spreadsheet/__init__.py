"""Reads a list of producers and products as offices keep it. Pure: bytes in, rows and problems out.

The platform opens the file and gives its cells; `header` finds the columns, `rows` tells headings,
totals and signatures from rows of products, `values` reads each cell or says in a sentence why it cannot. `reading`
puts them together and `__main__` runs it in a process of its own, which its parent may kill.
"""
