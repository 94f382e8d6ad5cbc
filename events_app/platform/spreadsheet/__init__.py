"""Reads Excel files that strangers hand in. Pure: bytes in, cells out, or one sentence that says why not.

`container` opens the file safely, `sheets` gives its cells. `table` finds a row of known titles and gives the rows
below it as texts; `__main__` runs that in a process of its own, which `reading` may kill.
"""
