# SPDX-License-Identifier: EUPL-1.2
"""The words of an import: why a file cannot be read, and what is doubtful about a row."""

from django.utils.translation import gettext_lazy as _

from precinto.procedures.refusals import Words, register

SAVE_AGAIN = _("Open it with the program that wrote it and save it as xlsx, ods or csv.")

# Why a file or a map cannot be used.
register(
    {
        "import-no-file": Words(_("There is no file “%(file)s”."), _("Check its name.")),
        "import-empty-file": Words(_("The file “%(file)s” is empty: it has 0 bytes."), _("Ask for it again.")),
        "import-file-too-large": Words(
            _("The file “%(file)s” is larger than %(limit)s MiB."), _("Divide it and import the parts one by one.")
        ),
        "import-bomb": Words(
            _("“%(file)s” unpacks into far more than a register holds; it was not opened."),
            _("Do not open it elsewhere; ask where it came from."),
        ),
        "import-too-large-inside": Words(
            _("“%(file)s” asks for more memory or time than a register needs; it was closed unread."), SAVE_AGAIN
        ),
        "import-password": Words(
            _("“%(file)s” is protected by a password."), _("Save it without the password and import that file.")
        ),
        "import-damaged": Words(_("“%(file)s” is damaged: it cannot be read as a spreadsheet."), SAVE_AGAIN),
        "import-not-a-table": Words(
            _("“%(file)s” is not a spreadsheet, whatever its name says."),
            _("A register comes as xlsx, xls, ods or csv."),
        ),
        "import-too-wide": Words(
            _("“%(file)s” has %(columns)s columns; a register has %(limit)s at most."),
            _("Delete the columns that are empty."),
        ),
        "import-too-long": Words(
            _("“%(file)s” has more than %(limit)s rows."), _("Divide it and import the parts one by one.")
        ),
        "import-csv-broken": Words(
            _("“%(file)s” cannot be read as CSV from line %(line)s on."), _("Look at that line, or save it as xlsx.")
        ),
        "import-quote-open": Words(
            _(
                "In “%(file)s” a quotation mark is opened at line %(line)s and never closed: what follows would be one cell."
            ),
            _("Close it, or save the register as xlsx."),
        ),
        "import-no-rows": Words(_("“%(file)s” has no rows."), _("Check that it is the right file.")),
        "import-no-sheet": Words(
            _("There is no sheet “%(sheet)s” in the file; it has: %(sheets)s."), _("Correct the map.")
        ),
        "import-no-headings": Words(
            _("No row of “%(file)s” has headings that are known."),
            _(
                "Name the columns in its first row: number, subject, date, pages. A map may name another row as “heading_row”."
            ),
        ),
        "import-map-not-toml": Words(
            _("The map cannot be read: %(error)s."),
            _("Correct it. To have it written again, remove it; on the page, leave the file and bring it again."),
        ),
        "import-map-bad": Words(
            _("The map cannot have “%(value)s” at “%(name)s”."),
            _("Correct it. To have it written again, remove it; on the page, leave the file and bring it again."),
        ),
        "import-map-no-column": Words(
            _("The file has no column “%(heading)s”, which the map names."),
            _("Check that the map belongs to this file."),
        ),
        "import-map-says-nothing": Words(
            _("By this map no column says what a document is."), _("Map one to “title” or “old_number”.")
        ),
    }
)

# What is doubtful about a row, or about the whole table.
register(
    {
        "import-refused": Words("%(words)s"),
        "import-date-impossible": Words(
            _("“%(value)s” under “%(column)s” is not a date."),
            _("The date stays empty; the note keeps what was written."),
        ),
        "import-date-future": Words(
            _("“%(value)s” under “%(column)s” has not come yet."), _("Correct it in the old register.")
        ),
        "import-date-two-digits": Words(
            _("“%(value)s” under “%(column)s” has a year of two digits."),
            _("It is read in the century that the map names; the note keeps what was written."),
        ),
        "import-date-incomplete": Words(
            _("“%(value)s” under “%(column)s” lacks the day or the month."),
            _("The date stays empty; the note keeps what was written."),
        ),
        "import-date-serial": Words(
            _("“%(value)s” under “%(column)s” is a spreadsheet's count of days."),
            _("It is read as that date; the note keeps what was written."),
        ),
        "import-number-missing": Words(_("The row has no number of the old register.")),
        "import-number-repeated": Words(_("%(count)s rows have the number %(value)s."), _("The others: %(rows)s.")),
        "import-number-known": Words(
            _("The old number %(value)s is in the register already, as %(number)s."),
            _("If it is another document, write so in the map under [doubts]."),
        ),
        "import-number-not-read": Words(
            _("“%(value)s” under “%(column)s” is not a number of this register."),
            _("Write it as 42 or 2021/42, or map the column to “old_number”."),
        ),
        "import-value-became-date": Words(
            _("A spreadsheet has turned a text under “%(column)s” into the date %(value)s."),
            _("Look up what the paper says, and correct the entry."),
        ),
        "import-title-missing": Words(_("The row has no title."), _("It is registered as “%(title)s”.")),
        "import-text-cut": Words(
            _("What stands under “%(column)s” has %(length)s characters, and %(limit)s fit."),
            _("It was cut; the note has the whole."),
        ),
        "import-note-too-long": Words(
            _("The note would have %(length)s characters, and %(limit)s fit."),
            _("Shorten it, or map columns to “ignore”."),
        ),
        "import-pages-missing": Words(_("The row says no number of pages."), _("%(folios)s is written; count them.")),
        "import-pages-zero": Words(_("The row says 0 pages."), _("%(folios)s is written; count them.")),
        "import-pages-not-read": Words(
            _("“%(value)s” under “%(column)s” is not a number of pages."), _("%(folios)s is written; count them.")
        ),
        "import-pages-too-many": Words(
            _("The row says %(value)s pages, and a document has %(limit)s at most."),
            _("Correct it in the old register."),
        ),
        "import-pages-differ": Words(
            _("The row says %(pages)s pages, and %(released)s were released."), _("The first is written; count them.")
        ),
        "import-copies-not-read": Words(
            _("“%(value)s” under “%(column)s” is not a number of copies."), _("Correct it in the old register.")
        ),
        "import-file-shared": Words(_("%(count)s rows share the file %(value)s."), _("The others: %(rows)s.")),
        "import-control-characters": Words(
            _("There are characters that cannot be seen (%(signs)s) under %(columns)s."), _("They were left out.")
        ),
        "import-formula-looking": Words(
            _("What stands under %(columns)s begins like a formula."),
            _("It is taken as text; lists write it so that it stays text."),
        ),
        "import-level-unknown": Words(
            _("“%(value)s” is not a level of this office."), _("Correct it, or add it to the scheme as another name.")
        ),
        "import-caveat-unknown": Words(_("“%(value)s” is not a caveat of this office."), _("Correct it.")),
        "import-cells-beyond": Words(
            _("There is more in the row than there are headings: %(values)s."), _("It was added to the note.")
        ),
        "import-row-twice": Words(_("The row repeats row %(row)s word for word."), _("Only the first is taken.")),
        "import-headings-again": Words(_("The row repeats the headings.")),
        "import-total-row": Words(_("The row is a total and not a document.")),
        "import-said-lent": Words(
            _(
                "“%(column)s” says “%(value)s”, and an import lends and hands over nothing: it counts the paper into the safe."
            ),
            _(
                "Take it back first and import the row then; it is lent here with its approval. If it is in the safe, say so in the map."
            ),
        ),
        "import-said-gone": Words(
            _("“%(column)s” says “%(value)s”, and an import destroys nothing: it counts the paper into the safe."),
            _("Keep the row with its certificate. If the paper is in the safe after all, say so in the map."),
        ),
        "import-said-deleted": Words(
            _("“%(column)s” says “%(value)s”, and nothing is deleted from these books, by an import either."),
            _("Leave the row out; or register the document and annul it with its reason."),
        ),
        "import-totals-differ": Words(
            _(
                "The total in row %(row)s says %(written)s under “%(column)s”; above it %(counted)s add up, in %(rows)s rows."
            ),
            _("Look for a row that is missing from the old register."),
        ),
        "import-empty-rows": Words(_("%(count)s rows in the middle are empty: %(rows)s.")),
        "import-other-sheets": Words(
            _("The file has more sheets, which are not read: %(sheets)s."), _("Import each with a map of its own.")
        ),
        "import-columns-custody": Words(
            _("These columns say who has a paper, or what became of it: %(columns)s."),
            _("They go into the note: an import registers, and lends, hands over, destroys and deletes nothing."),
        ),
        "import-columns-new": Words(
            _("The map does not name these columns: %(columns)s."), _("They go into the note.")
        ),
        "import-columns-ignored": Words(_("By the map these columns are not taken: %(columns)s.")),
    }
)
