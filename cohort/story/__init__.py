"""What is told of a run: once, in both languages, for every output.

`story` turns a run into headline, sections, tables and charts. A renderer chooses nothing, judges nothing and names nothing.
"""
