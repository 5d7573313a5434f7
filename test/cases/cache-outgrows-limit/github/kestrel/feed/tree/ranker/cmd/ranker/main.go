package main

import "log/slog"

func main() {
	slog.Info("listening", "addr", ":8080")
	serve(":8080")
}
