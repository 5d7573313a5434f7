package payments

func Capture(id string) error {
	return provider.Capture(id)
}
