package authz

func (s *Server) Run() error {
	go s.closeOnSignal()
	return s.http.ListenAndServeTLS("/tls/tls.crt", "/tls/tls.key")
}
