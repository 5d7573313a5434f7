package api

import "time"

// Seat is one seat of a cabin.
type Seat struct {
	Row       int       `json:"row"`
	Column    string    `json:"column"`
	Cabin     string    `json:"cabin"`
	Exit      bool      `json:"exit,omitempty"`
	HeldUntil time.Time `json:"heldUntil,omitzero"`
}

// Layout is what GET /flights/{id}/seats answers.
type Layout struct {
	Flight   string `json:"flight"`
	Aircraft string `json:"aircraft"`
	Seats    []Seat `json:"seats"`
}
