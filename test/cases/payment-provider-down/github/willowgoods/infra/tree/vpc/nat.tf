locals {
  nat_gateways = 3
}
