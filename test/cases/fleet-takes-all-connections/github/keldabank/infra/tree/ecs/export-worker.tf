resource "aws_ecs_service" "export_worker" {
  desired_count = 4
  lifecycle {
    ignore_changes = [desired_count]
  }
}
