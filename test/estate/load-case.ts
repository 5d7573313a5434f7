import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { servicesFileSchema } from '../../activities/scope/services-file.ts';
import { categories } from '../../workflows/categories.ts';
import { instant, objectRef, verdicts } from '../../workflows/contract.ts';
import { type Case, CaseError, type Denied } from './case.ts';
import { deniedSchema } from './denied.ts';
import { nearest, unknownName } from './nearest.ts';
import { readYaml } from './read-file.ts';

const pattern = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, 'i');
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

const category = z.enum(categories, {
  error: ({ input }) => {
    const close = nearest(String(input), categories);
    return `'${input}' is no category of docs/categories.md${close ? `, did you mean '${close}'?` : ''}`;
  },
});

const caseSchema = z.strictObject({
  title: z.string().min(1),
  now: instant,
  request: z.string().trim().min(1),
  alert: z.record(z.string(), z.unknown()).optional(),
  services: servicesFileSchema.optional(),
  channel: z
    .string()
    .regex(/^#?[a-z0-9][a-z0-9._-]*$/, 'expected the name of a channel')
    .transform((name) => name.replace(/^#/, ''))
    .optional(),
  expected: z.strictObject({
    verdict: z.enum(verdicts),
    cause: z.array(z.array(pattern).min(1, 'a group needs at least one expression')),
    category: category.optional(),
    objects: z.array(objectRef).optional(),
    commit: z
      .string('expected a full SHA (in quotes where it is all digits) or none')
      .regex(/^(?:[0-9a-f]{40}|none)$/, 'expected a full SHA or none')
      .optional(),
    must_not: z.array(pattern).optional(),
  }),
});

const folders = ['kubernetes', 'aws', 'github', 'slack'];
const files = ['case.yaml', 'denied.yaml', 'SOURCE.txt'];

/** Reads `case.yaml` and `denied.yaml`; throws CaseError naming file, line and problem. */
export async function loadCase(dir: string): Promise<Case> {
  const root = resolve(dir);
  await refuseUnknownEntries(root);
  const file = join(root, 'case.yaml');
  const read = await readYaml(file, caseSchema);
  if (!read) throw new CaseError(file, 'there is no such file');
  const denied: Denied[] = (await readYaml(join(root, 'denied.yaml'), deniedSchema)) ?? [];
  return { dir: root, channel: 'incidents', ...read, denied };
}

async function refuseUnknownEntries(root: string): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => undefined);
  if (!entries) throw new CaseError(root, 'there is no such folder');
  for (const entry of entries) {
    const known = entry.isDirectory() ? folders : files;
    if (known.includes(entry.name)) continue;
    throw new CaseError(
      join(root, entry.name),
      unknownName(entry.isDirectory() ? 'folder' : 'file', entry.name, known),
    );
  }
}
