resource "aws_cloudwatch_metric_alarm" "checkout_5xx" {
  alarm_name = "checkout-svc-5xx-rate"
  threshold  = 5
}
