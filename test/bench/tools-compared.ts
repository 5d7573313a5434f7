import { whyNoControlPlane } from '../cluster/build.ts';
import { startCluster } from '../cluster/cluster.ts';
import type { Figure, Outcome } from './figure.ts';
import { median, spread } from './statistics.ts';
import { populate } from './tools-cluster.ts';
import { type Contestant, ours, peers, type Question } from './tools-contestants.ts';
import { type Evidence, type Measured, measure } from './tools-measured.ts';
import * as world from './tools-world.ts';

const runs = 3;
const aims = { calls: 1, characters: 2_000, definitions: 6_000 };
const questions: Question[] = ['the unschedulable pods and why', 'the error in the log'];

interface Result {
  name: string;
  runs: Measured[];
  /** Why there are no runs. */
  problem?: string;
}

/** `entry`: the file of our server. */
export async function compareTools(entry: string): Promise<Outcome> {
  const title = `tools: ${world.pods} pods of ${world.workloads} workloads, ${world.unschedulable} of them unschedulable, and a log of ${world.logLines} lines with one error, on a real control plane; medians of ${runs} processes (min–max)`;
  const missing = whyNoControlPlane();
  if (missing) return { title, figures: [{ what: 'not measured', measured: missing }], notes: [] };
  const logs = { [world.loggingPod]: world.wantedLog(new Date()) };
  const cluster = await startCluster({ controllers: true, logs });
  try {
    const evidence = evidenceFor(await populate(cluster));
    const own = await repeated(ours(entry), cluster.admin, evidence);
    if (own.problem) throw new Error(own.problem);
    const others: Result[] = [];
    for (const peer of peers) others.push(await repeated(peer, cluster.admin, evidence));
    return { title, figures: figuresOf(own, others), notes };
  } finally {
    await cluster.close();
  }
}

const notes = [
  'Characters of the text of the answers; of the definitions as JSON. The start of a server is not part of the time.',
  'The peers ask for the very events by their reason, and for the log by its full length; ours has to know neither.',
];

async function repeated(contestant: Contestant, kubeconfig: string, evidence: Evidence): Promise<Result> {
  const measured: Measured[] = [];
  try {
    for (let run = 0; run < runs; run += 1) measured.push(await measure(contestant, kubeconfig, evidence));
    return { name: contestant.name, runs: measured };
  } catch (error) {
    const [problem = ''] = String(error).split('\n');
    return { name: contestant.name, runs: [], problem };
  }
}

/** Which five, by their names or as all of a workload, with the scheduler's own words; the whole line of the log. */
function evidenceFor(waiting: string[]): Evidence {
  const all = `Deployment/shop/${world.tooLarge}: ${world.unschedulable} of ${world.unschedulable} pods cannot be scheduled`;
  return {
    'the unschedulable pods and why': (said) =>
      said.includes('4 Insufficient memory') && (said.includes(all) || waiting.every((pod) => said.includes(pod))),
    'the error in the log': (said) => said.includes(world.errorLine),
  };
}

function figuresOf(own: Result, others: Result[]): Figure[] {
  const rows = questions.flatMap((question) => [
    ...[own, ...others].map((result) => answerOf(result, question, result === own)),
    ...quickest(own, others, question),
  ]);
  const definitions = [own, ...others].map(({ name, runs, problem }): Figure => {
    const size = median(runs.map((run) => run.definitions));
    const measured = problem ?? `${size} characters`;
    const aim = { aim: `under ${aims.definitions} characters`, met: size < aims.definitions };
    return { what: `all tool definitions: ${name}`, measured, ...(name === own.name && aim) };
  });
  return [...rows, ...definitions];
}

function answerOf({ name, runs, problem }: Result, question: Question, judged: boolean): Figure {
  const what = `${question}: ${name}`;
  if (problem) return { what, measured: `could not be run: ${problem}` };
  const answers = runs.map((run) => run.answers[question]);
  const [calls, characters] = [median(answers.map((one) => one.calls)), median(answers.map((one) => one.characters))];
  const times = spread(
    answers.map(({ ms }) => ms),
    0,
    ' ms',
  );
  const met = calls <= aims.calls && characters < aims.characters;
  return {
    what,
    measured: `${calls} ${calls === 1 ? 'call' : 'calls'}, ${characters} characters, ${times}`,
    ...(judged && { aim: `${aims.calls} call, under ${aims.characters} characters`, met }),
  };
}

/** Nothing where no peer has run. */
function quickest(own: Result, others: Result[], question: Question): Figure[] {
  const timeOf = ({ runs }: Result) => median(runs.map((run) => run.answers[question].ms));
  const times = others.filter(({ problem }) => problem === undefined).map(timeOf);
  if (times.length === 0) return [];
  const ratio = timeOf(own) / Math.min(...times);
  const what = `${question}: ours / the quickest peer`;
  return [{ what, measured: `${ratio.toFixed(2)} times`, aim: 'faster, under 1', met: ratio < 1 }];
}
