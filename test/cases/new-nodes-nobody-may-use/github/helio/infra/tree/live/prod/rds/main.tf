module "billing" {
  source         = "../../../modules/rds"
  insights_days  = 31
  instance_class = "db.r6g.xlarge"
}
