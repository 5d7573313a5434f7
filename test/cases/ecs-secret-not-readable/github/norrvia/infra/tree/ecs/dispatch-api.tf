resource "aws_appautoscaling_target" "dispatch_api" {
  min_capacity = 4
  max_capacity = 12
}
