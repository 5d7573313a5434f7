locals {
  ttl = 60
}
