import { isIP } from 'node:net';

/** What may be removed beside secrets. Off by default: an address is often what an incident is about. */
export const personalKinds = ['email', 'ip'] as const;
export type PersonalKind = (typeof personalKinds)[number];

// `lodash@4.17.21` and `git@github.com` are no people.
const email =
  /(?<![A-Za-z0-9._%+-])(?!git(?:@|%40))[A-Za-z0-9._%+-]{1,64}(?:@|%40)(?!\d+\.)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}(?![A-Za-z0-9-])/g;

/** Also as EC2 writes it into host names. A version such as v1.2.3.4 is none. */
const ipv4 = /(?<![\w.-])(ip-)?\d{1,3}(?:([.-])\d{1,3})(?:\2\d{1,3}){2}(?![\w-]|\.\d)/g;
const ipv6 = /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:%\w{1,16})?(?![\w:])/g;

/** Says nothing about anybody, and much about a configuration. */
const everywhere = /^(?:127\.|0\.0\.0\.0$|255\.255\.|::1?$)/;

/** Replaces addresses by `[email]` and `[ip]`; ports, ranges and what stands around stay. */
export function redactPersonal(text: string, kinds: ReadonlySet<PersonalKind>): string {
  let left = text;
  if (kinds.has('email') && /@|%40/.test(left)) left = left.replace(email, '[email]');
  if (!kinds.has('ip')) return left;
  left = left.replace(ipv4, (found, host: string | undefined, separator: string) => {
    if ((separator === '-') !== (host !== undefined)) return found;
    const address = found.replace(/^ip-/, '').replaceAll('-', '.');
    return isIP(address) !== 4 || everywhere.test(address) ? found : '[ip]';
  });
  return left.replace(ipv6, (found) => {
    const [address = ''] = found.split('%');
    return isIP(address) !== 6 || everywhere.test(address) || !/\d/.test(address) ? found : '[ip]';
  });
}
