"""Writes a finished run in the formats of other tools, from the rows that the reports are made of.

source    opens the run: refuses one that still goes, withholds what is under embargo
telling   one trial as every format tells it: its question, answer, verdicts, source hits
figures   the rates of a model with their intervals
inspect_* logs of Inspect, one zip archive a model
eee_*     records of Every Eval Ever, a document and a file of lines a model
export    puts them together and writes

The formats are written from their published descriptions; no package of theirs is needed.
"""
