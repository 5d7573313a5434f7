import type { Finding } from '../../../workflows/contract.ts';
import type { Facts } from './facts.ts';
import { namesOf } from './relevance.ts';

/** Words of which every report of trouble is made: they tell nothing of what it is about. */
const everyday = new Set(
  `about after again alert alarm anything because been before being broken could customer customers cause commit commits
  deploy deployed deployment deploys does doing down error errors every fail failed failing fails find fire fired firing
  from getting have having here high hour hours incident investigate issue issues just know last like look looks lunch
  many maybe minute minutes monitor more morning most much nothing only other over page people please pod pods prod
  production problem problems rate ratio releases release right rollback rolled running said same says seems seen service
  services should since slow some something still stuck than that them then there these they thing things think this
  threshold today told trouble under until user users very wait want were what when where which while wrong with work
  working would yesterday your above below exceeded observed after latency namespace cluster health healthy status`
    .split(/\s+/)
    .map((word) => stem(word)),
);

/** What the question speaks of besides the names that are known: `quote` of "some customers can't get a quote". */
export function topicsOf({ question, scope }: Pick<Facts, 'question' | 'scope'>): Set<string> {
  const known = new Set([...namesOf(scope)].flatMap((name) => [...tokensOf(name)]));
  return new Set([...tokensOf(question)].filter((word) => !known.has(word)));
}

/** Words of both, in one form: plurals, humps and dashes aside. */
export function sharedTopics(finding: Finding, topics: Set<string>): string[] {
  const said = tokensOf([finding.object, finding.title, ...finding.evidence].join('\n'));
  return [...topics].filter((topic) => said.has(topic));
}

function tokensOf(text: string): Set<string> {
  const words =
    text
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]{4,}/g) ?? [];
  return new Set(words.map(stem).filter((word) => word.length > 3 && !everyday.has(word)));
}

function stem(word: string): string {
  return word.replace(/(?:ies|y)$/, 'i').replace(/(?:ing|ed|es|s|e)$/, '');
}
