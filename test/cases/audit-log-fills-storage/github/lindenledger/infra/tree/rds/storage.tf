locals {
  ledger_gb = 400
}
