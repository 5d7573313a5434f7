import { CreateClusterCommand, CreateNodegroupCommand, EKSClient } from '@aws-sdk/client-eks';
import { account, type Endpoint } from './moto.ts';

/** A cluster with a node group in moto, which has neither add-ons nor updates. */
export async function furnishEks({ url, region, credentials }: Endpoint): Promise<void> {
  const eks = new EKSClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  try {
    const subnets = ['subnet-1', 'subnet-2'];
    await eks.send(
      new CreateClusterCommand({ name: 'shop', roleArn: role('eks'), resourcesVpcConfig: { subnetIds: subnets } }),
    );
    const scalingConfig = { minSize: 1, maxSize: 4, desiredSize: 2 };
    const group = { clusterName: 'shop', nodegroupName: 'workers', nodeRole: role('node'), subnets, scalingConfig };
    await eks.send(new CreateNodegroupCommand(group));
  } finally {
    eks.destroy();
  }
}
