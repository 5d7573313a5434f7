/** Endings that say what runs, not what it is about: `checkout-svc`, `checkout-api` and `checkout` are one service. */
const endings = /[-_.](?:svc|service|services|api|app|server|worker|web|backend|frontend|prod|production|gw|gateway)$/;

/** What names of one service have in common. */
export function stem(name: string): string {
  let stemmed = name.toLowerCase().replace(/([a-z])service$/, '$1');
  while (endings.test(stemmed)) stemmed = stemmed.replace(endings, '');
  return stemmed.replace(/[-_.]/g, '-').replace(/(?<=[a-z]{3})s$/, '');
}

/** Whether two names, of whatever systems, may mean one service. */
export const sameService = (a: string, b: string): boolean => a !== '' && stem(a) === stem(b);
