locals {
  reporting_pi_retention = 31
}
