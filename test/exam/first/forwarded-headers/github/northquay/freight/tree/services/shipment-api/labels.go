package shipment

import (
	"net/http"

	"northquay.example/freight/libs/httpforward"
)

func (s *Server) requestLabel(in *http.Request, id string) (*http.Response, error) {
	out, err := http.NewRequestWithContext(in.Context(), http.MethodPost, s.labels+"/v1/labels/"+id, nil)
	if err != nil {
		return nil, err
	}
	httpforward.Copy(out, in)
	return s.http.Do(out)
}
