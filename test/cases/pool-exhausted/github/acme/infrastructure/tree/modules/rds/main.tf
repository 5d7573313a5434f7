resource "aws_rds_cluster" "orders" {
  cluster_identifier = "orders-primary"
  engine             = "aurora-postgresql"
  performance_insights_retention_period = 31
}
