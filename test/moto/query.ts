import type { Endpoint } from './moto.ts';

const versions = { iam: '2010-05-08', ec2: '2016-11-15' };

/**
 * Asks in the query protocol for what the project has no client of: users, roles and networks, to furnish moto with. Not
 * really signed, so only while moto does not check permissions. Resolves with the answer's XML.
 */
export async function query(
  { url, region, credentials }: Endpoint,
  service: keyof typeof versions,
  action: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams({ Action: action, Version: versions[service], ...fields }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${action}: ${answer.status} ${text.slice(0, 400)}`);
  return text;
}

/** The first value of an element. */
export function firstOf(xml: string, element: string): string {
  const [, value] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  if (value === undefined) throw new Error(`no ${element} in ${xml.slice(0, 400)}`);
  return value;
}
