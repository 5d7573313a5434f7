import { createHash } from 'node:crypto';
import type { UserObject } from './contract.ts';

export interface Person {
  id: string;
  /** The handle, without `@`. */
  name: string;
  realName: string;
  timeZone: string;
  bot?: boolean;
}

/** Who is on call in the estate's workspace: two continents, so that a time zone that is lost is noticed. */
export const onCall: Person[] = [
  { id: 'U0MARIA01', name: 'maria', realName: 'Maria Keller', timeZone: 'Europe/Berlin' },
  { id: 'U0JORDAN1', name: 'jordan', realName: 'Jordan Reyes', timeZone: 'America/New_York' },
  { id: 'U0PRIYA01', name: 'priya', realName: 'Priya Nair', timeZone: 'Asia/Kolkata' },
];

export const agent: Person = {
  id: 'U0SREAGENT',
  name: 'sre-agent',
  realName: 'SRE Agent',
  timeZone: 'America/Los_Angeles',
  bot: true,
};

/** Somebody whom a case's messages name: the same name is the same id, in every run. */
export function named(name: string, bot: boolean): Person {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const realName = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || name;
  return { id: slackId('U', name), name, realName, timeZone: 'Etc/UTC', ...(bot && { bot }) };
}

/** An id in Slack's alphabet that depends on the name only. */
export function slackId(prefix: string, name: string): string {
  const digest = createHash('sha256').update(`${prefix}:${name}`).digest();
  return `${prefix}0${[...digest.subarray(0, 9)].map((byte) => (byte % 36).toString(36).toUpperCase()).join('')}`;
}

/** `users.info`'s object. */
export function userObject(person: Person, team: string): UserObject {
  const { label, offset } = zone(person.timeZone);
  return {
    id: person.id,
    team_id: team,
    name: person.name,
    deleted: false,
    real_name: person.realName,
    tz: person.timeZone,
    tz_label: label,
    tz_offset: offset,
    profile: { real_name: person.realName, display_name: person.name, team },
    is_admin: false,
    is_bot: person.bot ?? false,
    is_app_user: false,
    updated: 1_700_000_000,
  };
}

/** Slack's label and its offset in seconds, as of now. */
function zone(timeZone: string): { label: string; offset: number } {
  const part = (style: 'long' | 'longOffset'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: style })
      .formatToParts(new Date())
      .find((p) => p.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(part('longOffset')) ?? [];
  return { label: part('long'), offset: (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60) };
}
