resource "aws_db_parameter_group" "core" {
  name   = "core-pg16"
  family = "postgres16"
  parameter {
    name  = "max_connections"
    value = "500"
  }
}
