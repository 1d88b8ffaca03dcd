# SPDX-License-Identifier: EUPL-1.2
"""1.1, before the register: what is announced, received and opened, the receipt that goes back, and the book of each year.

It stands under the register, which asks it where a document comes from and whether the book of the year is still open.
"""
