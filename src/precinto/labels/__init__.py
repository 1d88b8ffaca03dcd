# SPDX-License-Identifier: EUPL-1.2
"""Classification schemes as data, labels and what dominates what. Pure: no I/O but the shipped files, no Django."""

from precinto.labels.label import ANY_REL as ANY_REL
from precinto.labels.label import NOBODY as NOBODY
from precinto.labels.label import Label as Label
from precinto.labels.label import SchemeMismatch as SchemeMismatch
from precinto.labels.label import at_most as at_most
from precinto.labels.label import dominates as dominates
from precinto.labels.label import join as join
from precinto.labels.label import translate as translate
from precinto.labels.label import why_not as why_not
from precinto.labels.markings import marking as marking
from precinto.labels.scheme import Category as Category
from precinto.labels.scheme import Level as Level
from precinto.labels.scheme import Scheme as Scheme
from precinto.labels.scheme import SchemeError as SchemeError
from precinto.labels.scheme import load as load
from precinto.labels.scheme import shipped as shipped
