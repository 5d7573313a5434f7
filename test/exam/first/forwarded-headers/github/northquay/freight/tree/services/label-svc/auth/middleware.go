package auth

import "net/http"

func (v *Verifier) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant, err := v.Tenant(r)
		if err != nil {
			v.log.Warn("unauthorized", "reason", err.Error(), "route", r.Pattern)
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(withTenant(r.Context(), tenant)))
	})
}
