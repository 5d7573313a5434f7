import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resources } from '../../mcp-servers/kubernetes/resources.ts';
import { commandActions } from './aws-actions.ts';

const readme = readFileSync('README.md', 'utf8');
const named = new Set([...readme.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word));

const sourcesOf = (server: string): string =>
  readdirSync(`mcp-servers/${server}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`mcp-servers/${server}/${name}`, 'utf8'))
    .join('\n');

describe('README.md', () => {
  it('names the two commands before anything else', () => {
    const [firstCode = ''] = /^```sh\n.*?^```/ms.exec(readme) ?? [];
    expect(firstCode).toContain('npm install && npm run demo');
    expect(firstCode).toContain('npm install && npm test');
    expect(readme.indexOf(firstCode)).toBeLessThan(readme.indexOf('\n## '));
  });

  it('can be read in ten minutes', () => {
    expect(readme.split('\n').length).toBeLessThan(250);
  });

  it('lists every resource that the Kubernetes server reads, and no Secret', () => {
    const read = Object.values(resources).map(({ plural }) => plural);
    expect([...new Set(read), 'pods/log'].filter((resource) => !named.has(resource))).toEqual([]);
    expect(read).not.toContain('secrets');
  });

  it('lists the AWS actions that are called, and no other', () => {
    const listed = [...named].filter((word) => /^[a-z]+:[A-Z]\w+$/.test(word));
    expect(listed.sort()).toEqual(commandActions());
  });

  it.each([
    ['kubernetes', 'k8s'],
    ['aws', 'aws'],
    ['github', 'github'],
    ['slack', 'slack'],
  ])('lists the tools of the %s server', (server, prefix) => {
    const tools = [...sourcesOf(server).matchAll(/^ +name: '([a-z0-9]+_[a-z_]+)',$/gm)].map(([, name = '']) => name);
    const listed = [...named].filter((word) => new RegExp(`^${prefix}_[a-z_]+$`).test(word));
    expect(listed.sort()).toEqual(tools.sort());
  });
});
