"""Calendar entries as rows: a number that counts changes, and the rendered text a feed is joined from."""
