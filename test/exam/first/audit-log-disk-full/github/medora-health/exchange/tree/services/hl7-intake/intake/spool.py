import os

SEGMENT_BYTES = 64 * 1024 * 1024


class Spool:
    def __init__(self, directory="/var/spool/hl7"):
        self.directory = directory

    def append(self, message: bytes) -> None:
        with open(self._current(), "r+b") as segment:
            self._seek_end(segment)
            segment.write(message)
            segment.flush()
            os.fsync(segment.fileno())
