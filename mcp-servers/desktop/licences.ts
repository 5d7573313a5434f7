import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const packageJson = z.looseObject({ name: z.string(), version: z.string(), license: z.string() });

/** A package of others that is part of a bundle. */
export interface Bundled {
  name: string;
  version: string;
  /** As SPDX writes it. */
  license: string;
  /** The texts that its licence wants to go along: licence and notice. Empty where the package ships none. */
  texts: string[];
}

/** The packages that these files belong to, by name. `folder` is what the paths are relative to. */
export async function bundledPackages(files: readonly string[], folder: string): Promise<Bundled[]> {
  const roots = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const found = await Promise.all([...roots].map((root) => bundledPackage(join(folder, root))));
  return found.sort((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`, 'en'));
}

async function bundledPackage(root: string): Promise<Bundled> {
  const { name, version, license } = packageJson.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const names = (await readdir(root)).filter((file) => /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i.test(file)).sort();
  const texts = await Promise.all(names.map((file) => readFile(join(root, file), 'utf8')));
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}

/** What a bundle holds of others, with their licences' texts; equal texts once. */
export function thirdPartyLicences(packages: readonly Bundled[]): string {
  const byTexts = Map.groupBy(packages, ({ license, texts }) => texts.join('\n\n') || withoutText(license));
  return [...byTexts]
    .map(([text, those]) => [...those.map((p) => `${p.name} ${p.version} (${p.license})`), '', text].join('\n'))
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

/** Some packages of a family leave the text to the others; that of the Apache licence is the bundle's own. */
const withoutText = (license: string): string =>
  license === 'Apache-2.0'
    ? 'Licensed under Apache-2.0: the text is in the file LICENSE.'
    : `Licensed under ${license}.`;
