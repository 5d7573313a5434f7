module "eks" {
  cluster_name    = "shop-prod"
  desired_size    = 4
  cluster_version = "1.33"
}
