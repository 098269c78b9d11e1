"""Reads logs with Inspect's own package and prints them as JSON; a process of its own, since the
package changes the event loop of whoever imports it.

    python read_logs.py LOG ...
"""

import sys

from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample_summaries
from pydantic_core import to_json


def main() -> None:
    found = []
    for path in sys.argv[2:]:
        log = read_eval_log(path)
        listed = read_eval_log_sample_summaries(path)
        found.append({"log": log.model_dump(), "listed": [s.model_dump() for s in listed]})
    names = [info.name for info in list_eval_logs(sys.argv[1])]
    print(to_json({"logs": found, "names": names}, inf_nan_mode="constants").decode())


if __name__ == "__main__":
    main()
