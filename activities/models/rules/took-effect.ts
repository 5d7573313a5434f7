import type { Facts, Seen } from './facts.ts';
import { names } from './graph.ts';
import { type Owner, type Subject, sameName, sideBySide } from './ownership.ts';
import type { Change } from './structured.ts';
import { type Effect, inEffect, sharedInEffect } from './timeline.ts';

/** Since when a change runs where it can have done harm: its own program, or whoever took up what several share. */
export function tookEffect(
  change: Seen<Change>,
  owner: Owner,
  subject: Subject,
  spoken: string,
  sign: string | undefined,
  facts: Facts,
): Effect {
  if (owner === 'foreign') return inEffect(change, [...subject.others], facts);
  if (owner === 'own') return inEffect(change, subject.root, facts);
  const folders = foldersOf(change);
  if (owner === 'near' && folders.length > 0) return inEffect(change, folders, facts);
  const called = calledIn(change, facts);
  if (called.length > 0) return inEffect(change, called, facts);
  return sharedInEffect(change, [...subject.root, ...subject.near, ...involvedIn(facts, spoken)], sign, facts);
}

/** Programs with deployments that the errors, or the paths of requests through the root, name. */
function involvedIn({ deployments, results, wide }: Facts, spoken: string): string[] {
  const traces = results.filter((one) => !one.isError && !wide.has(one) && /_traces$/.test(one.tool));
  const text = [spoken, ...traces.map((one) => one.text)].join('\n').toLowerCase();
  const services = deployments.flatMap(({ service }) => service?.toLowerCase().split(/[\s,]+/) ?? []);
  return [...new Set(services)].filter((service) => names(text, service));
}

/** Programs with deployments after which its files or their folders are called: `deploy/production/cart.env`. */
function calledIn({ paths }: Change, { deployments }: Facts): string[] {
  const places = paths.flatMap((path) => path.toLowerCase().split('/')).map((part) => part.replace(/\.\w+$/, ''));
  const services = deployments.flatMap(({ service }) => service?.toLowerCase().split(/[\s,]+/) ?? []);
  return [...new Set(services)].filter((service) => places.some((place) => sameName(place, service)));
}

const foldersOf = ({ paths }: Change): string[] => paths.flatMap((path) => sideBySide.exec(path)?.[1] ?? []);
