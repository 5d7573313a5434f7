import { z } from 'zod';

/**
 * `services.yaml`: what a team knows about its services and nobody should have to infer. Every part is optional; what is
 * left out is inferred and marked as inferred. An example is deploy/services.example.yaml.
 */
const serviceSchema = z.strictObject({
  /** Other names that people and systems use for it. */
  aliases: z.array(z.string().min(1)).default([]),
  clusters: z
    .array(z.strictObject({ context: z.string().min(1), namespaces: z.array(z.string().min(1)).default([]) }))
    .default([]),
  accounts: z
    .array(
      z.strictObject({
        account: z.string().regex(/^\d{12}$/, 'an AWS account id has 12 digits'),
        regions: z.array(z.string().min(1)).default([]),
      }),
    )
    .default([]),
  logGroups: z.array(z.string().min(1)).default([]),
  repositories: z
    .array(
      z.strictObject({
        repository: z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected owner/repository'),
        paths: z.array(z.string().min(1)).default([]),
      }),
    )
    .default([]),
  owners: z.array(z.string().min(1)).default([]),
  /** The Slack channel whose questions are about this service where they name none. */
  channel: z.string().min(1).optional(),
});

export const servicesFileSchema = z.strictObject({ services: z.record(z.string().min(1), serviceSchema) });

export type ServicesFile = z.infer<typeof servicesFileSchema>;
export type Service = z.infer<typeof serviceSchema>;

export const noServices: ServicesFile = { services: {} };
