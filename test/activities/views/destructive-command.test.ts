import { expect, it } from '@jest/globals';
import { destruction } from '../../../activities/views/destructive-command.ts';

it.each([
  'kubectl -n shop delete pod cart-1',
  'kubectl drain node-3 --ignore-daemonsets',
  'kubectl scale deployment/cart --replicas=0',
  'kubectl scale deployment/cart --replicas 0 -n shop',
  'sudo rm -rf /var/lib/data',
  'psql -c "DROP TABLE orders"',
  "mysql -e 'delete from orders'",
  'terraform -chdir=prod destroy',
  'aws ecs delete-service --service cart',
  'aws ec2 terminate-instances --instance-ids i-1',
  'aws rds reboot-db-instance --db-instance-identifier a',
  'aws s3 rm s3://bucket --recursive',
  'aws ecs update-service --service cart --desired-count 0',
  'helm uninstall cart',
  'redis-cli FLUSHALL',
  'git push --force origin main',
  'kubectl delete \\\n  pod cart-1',
])('flags %s', (command) => {
  expect(destruction(command)).toBeDefined();
});

it.each([
  'kubectl -n shop rollout undo deployment/cart',
  'kubectl get pods -n shop',
  'kubectl scale deployment/cart --replicas=3',
  'kubectl logs deploy/cart --since=1h | grep -i confirm',
  'aws logs filter-log-events --log-group-name /aws/ecs/cart',
  'aws ecs describe-services --services cart',
  'terraform plan',
])('lets %s pass', (command) => {
  expect(destruction(command)).toBeUndefined();
});
