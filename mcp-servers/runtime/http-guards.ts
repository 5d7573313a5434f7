import { createHash, timingSafeEqual } from 'node:crypto';

export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);

/** A page that a name was rebound to reaches loopback with its own name in Host. */
export function hostAllowed(header: string | undefined, allowed: string[], guarded: boolean): boolean {
  const host = (header ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLoopback(host) || allowed.some((name) => name.toLowerCase() === host)) return true;
  return guarded && allowed.length === 0;
}

export function originAllowed(origin: string | undefined, allowed: string[]): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

/** In constant time: both are hashed first, so that not even the length shows. */
export function bearerIs(token: string, header: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
