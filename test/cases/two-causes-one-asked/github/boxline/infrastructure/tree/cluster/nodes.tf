locals {
  general = { min = 4, max = 14 }
}
