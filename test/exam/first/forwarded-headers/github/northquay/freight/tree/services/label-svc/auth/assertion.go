package auth

import (
	"errors"
	"net/http"
)

const header = "X-Nq-Assertion"

var ErrMissing = errors.New("no assertion in " + header)

func (v *Verifier) Tenant(r *http.Request) (string, error) {
	raw := r.Header.Get(header)
	if raw == "" {
		return "", ErrMissing
	}
	return v.verify(raw)
}
