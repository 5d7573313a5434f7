def plan(days):
    return [day for day in sorted(days) if not done(day)]
