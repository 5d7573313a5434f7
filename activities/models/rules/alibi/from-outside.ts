import type { Category } from '../../../../workflows/categories.ts';
import type { Facts, Lead } from '../facts.ts';
import { isSameProgram, needs } from '../graph.ts';
import type { Root } from '../root.ts';
import { minutesBefore, onsetOf } from '../timeline.ts';
import { type Accused, linesOf } from './accused.ts';

/** Errors that tell by themselves that no diff brought them, and what a diff has to touch to have done it after all. */
const outside: { kinds: readonly Category[]; said: RegExp; touched: RegExp; why: string }[] = [
  {
    kinds: ['credentials-invalid', 'permission-denied', 'unknown', 'application-crash', 'dependency-outage'],
    said: /InvalidAccessKeyId|InvalidClientTokenId|security token included in the request is (?:invalid|expired)|(?:access|api)[ _-]?key\b.{0,60}\b(?:inactive|disabled|deactivated|revoked|deleted|does not exist)/i,
    touched:
      /access_?key|secret|credential|token|passw|profile|role|auth|\bsts\b|region|endpoint|AKIA|environ|getenv|\benv\b/i,
    why: 'The key itself is refused, and it changes no key, credential, account or address',
  },
  {
    kinds: ['dns'],
    said: /NXDOMAIN|ENOTFOUND|EAI_AGAIN|no such host|name resolution|could not resolve|UnknownHost/i,
    touched: /host|\burl\b|\buri\b|endpoint|dns|ndots|resolv|polic|egress|address|domain|\bzone\b/i,
    why: 'A name is not resolved, and it changes no name, address or rule',
  },
  {
    kinds: ['schema-mismatch', 'unknown', 'application-crash'],
    said: /reached m(?:ax|in)imum value of sequence|(?:integer|smallint) out of range|Failed to read auto-increment|Duplicate entry '(?:2147483647|4294967295)'/i,
    touched: /sequence|serial|bigint|smallint|identity|auto_?increment|nextval|setval/i,
    why: 'Numbers ran out by being used up, and it changes neither the column nor its sequence',
  },
  {
    kinds: ['certificate-expired'],
    said: /expired|not yet valid|notAfter/i,
    touched: /cert|\bca\b|bundle|trust|\bpem\b|keystore|issuer|acm|renew/i,
    why: 'A certificate ran out by its date, and it changes no certificate',
  },
];

export function comesFromOutside(accused: Accused, facts: Facts, root: Root): string | undefined {
  const { category } = root.lead.finding;
  const text = linesOf(accused.commit);
  const said = [root.lead, ...root.chain].flatMap(({ finding }) => [finding.title, ...finding.evidence]).join('\n');
  const known = outside.find((one) => one.kinds.includes(category) && one.said.test(said) && !one.touched.test(text));
  if (known) return `${known.why}.`;
  return (
    permitsSomethingElse(category, said, text) ??
    ofProvider(accused, facts, root) ??
    ofSharedQuota(accused, facts, root)
  );
}

/** A policy's diff that names services of AWS, and not the one whose call is refused. */
function permitsSomethingElse(category: Category, said: string, text: string): string | undefined {
  const refused = /not (?:authorized|permitted) to (?:perform|call):? ([a-z0-9-]+):\w+/i.exec(said)?.[1]?.toLowerCase();
  if (
    category !== 'permission-denied' ||
    refused === undefined ||
    /["'*]\*["'*]|principal|assume|boundar|\brole\b/i.test(text)
  )
    return undefined;
  const permitted = [...text.toLowerCase().matchAll(/["'\s]([a-z0-9-]+):[a-z*]+|\baws_([a-z0-9]+)_/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  return permitted.length > 0 && !permitted.includes(refused) && !text.toLowerCase().includes(refused)
    ? `It changes what is permitted of ${permitted[0]}, and what is refused is a call of ${refused}.`
    : undefined;
}

/** A host on the internet, as an address or a trace has it: neither the cloud's own nor one inside. */
const publicHost = /\b((?:[a-z0-9-]+\.)+(?:com|io|net|org|dev|co|ai|app|cloud|eu|us|uk|de))\b/gi;
const inside = /\.(?:internal|local|svc|cluster\.local)\b|internal\.|amazonaws\.com$|(?:^|\.)(?:github|gitlab)\.com$/i;
const failsByItself = /\b50[0234]\b|Service Unavailable|Bad Gateway|Gateway Time-?out|temporarily unavailable/i;

/** Somebody else's host answers with errors of its own. */
function ofProvider({ commit, mechanism }: Accused, facts: Facts, root: Root): string | undefined {
  const { category } = root.lead.finding;
  if (category !== 'dependency-outage' && category !== 'unknown') return undefined;
  const host = hostOf(root.lead, (line) => failsByItself.test(line));
  if (!host || isMentioned(host, linesOf(commit)) || mechanism.effect?.brings.includes('dependency-outage'))
    return undefined;
  const other = elsewhere(host, root, facts);
  const alike = other ? `; ${other} meets the same` : '';
  return `${host} answers with errors of its own, and it does not change where or with what that is asked${alike}.`;
}

/** A quota that another program meets at the same time, while this change makes no more calls. */
function ofSharedQuota({ at, commit, mechanism }: Accused, facts: Facts, root: Root): string | undefined {
  if (root.lead.finding.category !== 'throttled') return undefined;
  const ran = minutesBefore(at, onsetOf(root)) ?? 0;
  if (mechanism.effect?.brings.includes('throttled') || ran < clearMinutes || delayed.test(linesOf(commit)))
    return undefined;
  const host = hostOf(root.lead, () => true);
  const other = host && elsewhere(host, root, facts);
  return other
    ? `It ran ${Math.round(ran)} minutes without a refusal and makes no more calls, and ${other} is refused by ${host} too.`
    : undefined;
}

const clearMinutes = 15;
/** What acts only later: by time, by growth, or when something runs. */
const delayed =
  /cron|schedul|interval|ttl|cache|expir|leak|queue|batch|backfill|concurren|parallel|worker|replica|thread|retr(?:y|ies)|attempt/i;

function hostOf({ finding }: Lead, isTold: (line: string) => boolean): string | undefined {
  const object = /^aws:xray\/([\w.-]+\.[a-z]{2,})$/i.exec(finding.object)?.[1];
  const lines = [finding.title, ...finding.evidence];
  const told = lines.filter(isTold).flatMap((line) => [...line.matchAll(publicHost)].map(([, one = '']) => one));
  return [...(object && lines.some(isTold) ? [object] : []), ...told].find((one) => !inside.test(one));
}

/** The name by which people call a host: `twilio` of `api.twilio.com`. */
const labelOf = (host: string): string => host.split('.').at(-2) ?? host;

const isMentioned = (host: string, text: string): boolean =>
  [host, labelOf(host)].some((one) => text.toLowerCase().includes(one.toLowerCase())) ||
  /\b(?:base_?)?ur[li]\b|endpoint|\bhost\b|proxy/i.test(text);

/** Another program, of which none on the way to the root is a part, that fails with the same host at the same time. */
function elsewhere(host: string, root: Root, { leads }: Facts): string | undefined {
  const onset = Date.parse(onsetOf(root) ?? '');
  const own = [root.lead, ...root.chain];
  const path = own.flatMap(({ finding }) => [finding.object, ...finding.related]);
  return leads.find((one) => {
    const { object, title, evidence, since, severity } = one.finding;
    if (severity === 'info' || !object.startsWith('aws:logs/') || path.some((other) => isSameProgram(other, object)))
      return false;
    const isAtOnce = since === undefined || !(Math.abs(Date.parse(since) - onset) > 15 * 60_000);
    const isRelated = own.some((other) => needs(one, other) && !isHost(other));
    const text = [title, ...evidence].join('\n').toLowerCase();
    return isAtOnce && !isRelated && (text.includes(labelOf(host).toLowerCase()) || isSameError(text, root));
  })?.finding.object;
}

const isHost = ({ finding }: Lead): boolean => /^aws:xray\/.+\.[a-z]{2,}$/.test(finding.object);

/** A quota, status or code that is written in capitals stands in both. */
function isSameError(text: string, { lead }: Root): boolean {
  const codes = [lead.finding.title, ...lead.finding.evidence].join('\n').match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
  return codes.some((code) => text.includes(code.toLowerCase()));
}
