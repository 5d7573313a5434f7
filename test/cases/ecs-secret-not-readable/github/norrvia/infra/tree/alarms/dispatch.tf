locals {
  dispatch_cpu = 85
}
