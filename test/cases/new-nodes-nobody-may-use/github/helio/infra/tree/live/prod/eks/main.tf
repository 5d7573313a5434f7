module "eks" {
  source          = "../../modules/eks"
  cluster_name    = "helio-prod"
  cluster_version = "1.33"

  node_groups = {
    system = {
      instance_types = ["m6i.large"]
      desired_size   = 2
      taints = {
        addons = { key = "CriticalAddonsOnly", value = "true", effect = "NO_SCHEDULE" }
      }
    }

    spot = {
      capacity_type  = "SPOT"
      instance_types = ["m6i.2xlarge", "m5.2xlarge"]
      desired_size   = 2
      max_size       = 2
    }

    apps_m7i = {
      instance_types = ["m7i.2xlarge"]
      ami_type       = "AL2023_x86_64_STANDARD"
      desired_size   = 4
      max_size       = 8
      labels         = { "node.helio.dev/pool" = "apps" }
      taints = {
        pool = { key = "node.helio.dev/pool", value = "apps", effect = "NO_SCHEDULE" }
      }
    }
  }
}
