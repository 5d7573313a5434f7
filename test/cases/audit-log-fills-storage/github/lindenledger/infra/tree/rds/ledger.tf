resource "aws_db_parameter_group" "ledger" {
  name   = "ledger-pg16"
  family = "postgres16"

  parameter {
    name  = "shared_preload_libraries"
    value = "pg_stat_statements,pgaudit"
  }
  parameter {
    name  = "pgaudit.log"
    value = "all"
  }
  parameter {
    name  = "pgaudit.log_parameter"
    value = "1"
  }
  parameter {
    name  = "rds.log_retention_period"
    value = "10080"
  }
}
