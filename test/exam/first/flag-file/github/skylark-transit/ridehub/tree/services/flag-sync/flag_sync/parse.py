import yaml

from .flag import Flag


def parse(text: str) -> list[Flag]:
    flags = []
    for name, entry in yaml.safe_load(text).items():
        flags.append(Flag(name, entry["enabled"], int(entry.get("percent", 100))))
    return flags
