package gateway

var allowedOrigins = []string{
	"https://app.northquay.example",
	"https://partners.northquay.example",
}
