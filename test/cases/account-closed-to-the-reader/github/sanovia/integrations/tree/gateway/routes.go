package gateway

var routes = []string{"/Patient", "/Observation", "/Consent", "/DiagnosticReport"}
