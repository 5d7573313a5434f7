import { whyNoControlPlane } from '../cluster/build.ts';
import { startCluster } from '../cluster/cluster.ts';
import type { Figure, Outcome } from './figure.ts';
import { median, spread } from './statistics.ts';
import { populate } from './tools-cluster.ts';
import { type Contestant, ours, peers, type Question, questions } from './tools-contestants.ts';
import { type Evidence, type Measured, measure } from './tools-measured.ts';
import * as world from './tools-world.ts';

const runs = 5;
const aims = { calls: 1, characters: 2_000, definitions: 6_000 };

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
    const contestants = [ours(entry), ...peers];
    const results = contestants.map(({ name }): Result => ({ name, runs: [] }));
    for (let run = 0; run < runs; run += 1) {
      for (const [index, result] of results.entries()) {
        const contestant = contestants[index];
        if (contestant && !result.problem) await measureOnce(contestant, result, cluster.admin, evidence);
      }
    }
    const [own, ...others] = results;
    if (!own || own.problem) throw new Error(own?.problem);
    return { title, figures: figuresOf(own, others), notes };
  } finally {
    await cluster.close();
  }
}

const notes = [
  'Characters of the text of the answers; of the definitions as JSON. The start of a server is not part of the time.',
  'All three ask for the very events by their reason. The peers ask for the log by its full length; ours need not know it.',
  'Runs take turns, so that a busy machine is busy for all.',
];

/** A contestant that cannot be run once is asked no more. */
async function measureOnce(contestant: Contestant, result: Result, kubeconfig: string, evidence: Evidence) {
  try {
    result.runs.push(await measure(contestant, kubeconfig, evidence));
  } catch (error) {
    const [problem = ''] = String(error).split('\n');
    Object.assign(result, { runs: [], problem });
  }
}

/** Which five, by their names or as all of a workload, with the scheduler's own words; the whole line of the log. */
function evidenceFor(waiting: string[]): Evidence {
  const all = `Deployment/shop/${world.tooLarge}: ${world.unschedulable} of ${world.unschedulable} pods cannot be scheduled`;
  const pods = (said: string): boolean =>
    said.includes('4 Insufficient memory') && (said.includes(all) || waiting.every((pod) => said.includes(pod)));
  return {
    'the unschedulable pods and why': pods,
    'the error in the log': (said) => said.includes(world.errorLine),
    'the same pods, asked for what is wrong': pods,
  };
}

function figuresOf(own: Result, others: Result[]): Figure[] {
  const rows = questions.flatMap((question) => [
    ...[own, ...others].flatMap((result) => answerOf(result, question, result === own)),
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

/** Nothing of one that was not asked this. */
function answerOf({ name, runs, problem }: Result, question: Question, judged: boolean): Figure[] {
  const what = `${question}: ${name}`;
  if (problem) return [{ what, measured: `could not be run: ${problem}` }];
  const answers = runs.flatMap((run) => run.answers[question] ?? []);
  if (answers.length === 0) return [];
  const [calls, characters] = [median(answers.map((one) => one.calls)), median(answers.map((one) => one.characters))];
  const times = spread(
    answers.map(({ ms }) => ms),
    0,
    ' ms',
  );
  const met = calls <= aims.calls && characters < aims.characters;
  return [
    {
      what,
      measured: `${calls} ${calls === 1 ? 'call' : 'calls'}, ${characters} characters, ${times}`,
      ...(judged && { aim: `${aims.calls} call, under ${aims.characters} characters`, met }),
    },
  ];
}

/** Nothing where no peer has run. */
function quickest(own: Result, others: Result[], question: Question): Figure[] {
  const timeOf = ({ runs }: Result) => median(runs.flatMap((run) => run.answers[question]?.ms ?? []));
  const times = others.filter(({ runs: [first] }) => first?.answers[question]).map(timeOf);
  if (times.length === 0) return [];
  const ratio = timeOf(own) / Math.min(...times);
  const what = `${question}: ours / the quickest peer`;
  return [{ what, measured: `${ratio.toFixed(2)} times`, aim: 'faster, under 1', met: ratio < 1 }];
}
