# SPDX-License-Identifier: EUPL-1.2
"""An old register, from the spreadsheet in which it was kept into series L. Nothing is dropped silently.

reader    the file as rows of plain values, read by a process of its own with bounds
columns   what a heading means
mapping   how this file is read: guessed once, then kept as a TOML file beside it
cells     one value at a time: a text, a number, a date, a level
plan      every row judged: taken, taken with a remark, quarantined, empty, already in the register
run       one act for each document, in groups; a refused row goes to quarantine with its clause
report    the summary, and the lists for whoever mends the old register

This module imports nothing: the reading process starts from it without Django.
"""
