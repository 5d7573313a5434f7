resource "aws_sqs_queue" "scans" {
  tags                       = { team = "delivery" }
  name                       = "scans"
  visibility_timeout_seconds = 120
}
