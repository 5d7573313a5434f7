module "general" {
  source        = "../../modules/nodegroup"
  instance_type = "m7i.2xlarge"
  max_size      = 14
}
