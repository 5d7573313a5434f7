RULES = ["spam", "vip"]
