/** Words that say what is the matter, never with what. */
const ordinary = new Set(
  `a about above after again all also am an and any are as at back bad be because been before being below between both
  but by can cannot cause check commit commits could crash crashed crashes crashing day days deploy deployed deployment
  deploys did do does down due during each earlier error errors every fail failed failing failure fails few find fired
  for from get getting give had happen happened happening happens has have having help high how hour hours i if in
  incident into is it its just keep keeps kind last latency level long look low me minute minutes monitor more my namespace
  new no node not nothing now of off on one only or other our out over please pod pods problem production rate replicas
  restart restarting restarts right rising running see seeing service services should show showing since slow some
  something start starting state still stuck system take than that the their them then there these they this those through
  time today tonight to too under until up us users very was we week were what when where whether which while who why will with
  working wrong yesterday you your unhealthy healthy broken ok okay fine issue issues timeout timeouts percent ratio
  alert alerts investigate tell unable able pending ready unknown crashloopbackoff imagepullbackoff errimagepull oomkilled evicted terminating
  containercreating notready access reach reaching connect connecting container containers cluster stopped`
    .split(/\s+/)
    .filter(Boolean),
);

/** The words of a text that may name something: identifiers and whatever is no ordinary word, in order, once each. */
export function namingWords(text: string): string[] {
  const words = text
    .replace(/<[@#!][^>]*>/g, ' ')
    .split(/[^A-Za-z0-9._/:-]+/)
    .map((word) => word.replace(/^[._/:-]+|[._/:-]+$/g, ''))
    .filter((word) => word.length > 1 && !/^[\d.,:%-]+$/.test(word) && !ordinary.has(word.toLowerCase()));
  return [...new Set(words)];
}

/** Looks like a name that somebody gave to a thing: it has a hyphen, a digit, a slash or a dot inside. */
export const isIdentifier = (word: string): boolean => /[A-Za-z].*[-_/.\d]|\d.*[-_/.][A-Za-z]/.test(word);

/**
 * The word that a sentence puts where a service's name stands: "why is X failing", "X service", "deployment X". Undefined
 * where the sentence names none.
 */
export function namedService(question: string): string | undefined {
  const name = '([A-Za-z][\\w.-]*[\\w])';
  const patterns = [
    new RegExp(`\\b${name}\\s+(?:in|of|from)\\s+(?:the\\s+)?(?:[\\w-]+\\s+)?namespace\\b`, 'i'),
    new RegExp(`\\b${name}\\s+(?:service|deployment|api server|app|application|pods?|job|task|workload)\\b`, 'i'),
    new RegExp(`\\b(?:service|deployment|statefulset|daemonset|app|application|job|workload)\\s+${name}`, 'i'),
    new RegExp(`\\b(?:is|are|was|were|does|did|has|have|can't|cannot)\\s+(?:the\\s+|our\\s+)?${name}\\s+\\w+`, 'i'),
    new RegExp(`^${name}\\s+(?:is|keeps|answers|returns|throws|fails|has|does|times)\\b`, 'i'),
    new RegExp(`\\b(?:wrong|up|happening|happened)\\s+(?:with|to|in)\\s+(?:the\\s+|our\\s+)?${name}`, 'i'),
  ];
  for (const pattern of patterns) {
    const word = pattern.exec(question)?.[1];
    if (word && namingWords(word).length > 0) return word;
  }
  return undefined;
}
