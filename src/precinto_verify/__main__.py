# SPDX-License-Identifier: Apache-2.0
import sys

from precinto_verify.cli import main

sys.exit(main())
