package rank

func (h *Handler) rank(user string) []Item {
	vector := h.features.Of(user)
	h.log.Debug("rank", "bucket", bucketOf(user))
	return h.model.Score(vector, h.candidatesOf(user))
}
