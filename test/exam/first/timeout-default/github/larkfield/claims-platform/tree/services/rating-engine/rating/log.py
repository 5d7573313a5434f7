import json
import logging


class JsonFormatter(logging.Formatter):
    def format(self, record):
        return json.dumps({"severity_text": record.levelname, "msg": record.getMessage(), "line": getattr(record, "line", None)})
