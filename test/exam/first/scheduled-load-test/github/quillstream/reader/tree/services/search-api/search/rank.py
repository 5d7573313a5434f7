import heapq


def rank(hits, weights, limit=None):
    scored = [(weights["title"] * h.title + weights["body"] * h.body, h) for h in hits]
    if limit:
        return [h for _, h in heapq.nlargest(limit, scored, key=lambda pair: pair[0])]
    scored.sort(key=lambda pair: pair[0], reverse=True)
    return [hit for _, hit in scored]
