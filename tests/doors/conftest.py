# SPDX-License-Identifier: EUPL-1.2
from tests.doors.through import api as api
from tests.doors.through import cli as cli
from tests.doors.through import door as door
from tests.doors.through import every_door as every_door
from tests.doors.through import importing as importing
from tests.doors.through import page as page
