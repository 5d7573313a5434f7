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
  containercreating notready access reach reaching connect connecting container containers cluster stopped
  lambda lambdas ecs eks rds aws ecr k9s kubectl hpa yes/no pls sev1 sev2 sev3 sev4`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words of everyday English beside those: a service may be called so, but none is missed or guessed for such a word. */
const everyday = new Set(
  `able accept again ago agent alarm already always another answer anybody anyone anything app apps around ask asked back
  basically been behind believe better big bit both bridge broke build builds bump but call calls came card cards change
  changed changes client clients code colleague come comes complain complained complains connection could couple crawling
  customer customers data database date dead default desired devs different difference does doing done don dont drop dropped
  dying else empty enough even ever everybody everyone everything exact exceeded expected far feel few file files first
  flap flapping folks found free fresh full give given gives gone good got green guess half hand hang hanging hangs have
  heavy hello help here hey hi hiccups hold hope idea ideas image images impact instead internet invoke jobs job kind know known
  large late later least left less let like line link list live load loading loads local logged login logs lots mail mails
  main make many match matter maybe mean member members memory mention message messages middle miss missing morning most
  much must mute name names near need needs network never next nice night nobody none nope normal note noon number often
  once open opens ours page pages part partner partners past peak people person place point possible pretty probably product
  put queue quick quite rather read really reason red region regions release released report reports request requests
  response result return returns reverted revert roll rollback rolled rolling run runs same saw say says second seconds seem
  seems seen send sending sent server servers session shall shop should shows side site sites slowly small someone sort
  spinner stale status step stop stops strange strength sudden suddenly support sure suspect switch task tasks team tell
  thank thanks thing things think third though thought three time times timing together told tomorrow touch touched tried
  trip trips try trying turn twice two upgrade upload uploading usage use used user usual valid version wait waiting want
  waves way website well went whole without wonder word worked works world worse write yes yet going goes load lunch
  morning midnight minute exactly afternoon evening monday tuesday wednesday thursday
  friday saturday sunday january february march april june july august september october november december`
    .split(/\s+/)
    .filter(Boolean),
);

/** Whether a word is English rather than a name: itself, or everything that hyphens hold together in it. */
export const isEveryday = (word: string): boolean =>
  word
    .toLowerCase()
    .split(/[-_/.]+/)
    .every((part) => ordinary.has(part) || everyday.has(part) || /^\d*$/.test(part));

/** What of a text may be a product's or a service's word: four letters at least, and no everyday English. */
export const substantialWords = (text: string): string[] =>
  namingWords(text).filter((word) => word.length > 3 && !isEveryday(word));

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
