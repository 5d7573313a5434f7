package handlers

import "net/http"

func (h *Handlers) AddItem(w http.ResponseWriter, r *http.Request) {
	item, err := decodeItem(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	hold, err := h.inventory.Reserve(r.Context(), item.Reservation())
	if err != nil {
		h.log.Error("reserve failed", "err", err, "sku", item.SKU)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	h.store.Put(r.Context(), item, hold.ID)
	w.WriteHeader(http.StatusCreated)
}
