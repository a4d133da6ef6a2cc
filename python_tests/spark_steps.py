"""Runs dbt commands on Apache Spark one after another in this process, so that Spark starts once.

    python spark_steps.py '[["<raw folder>", ["run", "--vars", "{}"]], ...]'

Stops at the first command that fails. Run by the Python that has dbt-spark, with the settings in the environment.
"""

import json
import os
import sys

from dbt.cli.main import dbtRunner

for raw_folder, arguments in json.loads(sys.argv[1]):
    os.environ["CX_RAW_PATH"] = raw_folder
    outcome = dbtRunner().invoke(arguments)
    if not outcome.success:
        sys.exit(str(outcome.exception or "a node failed"))
