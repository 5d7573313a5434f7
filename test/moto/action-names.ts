/**
 * moto takes the name that requests are signed with for the prefix of an action, and for X-Ray's actions their paths; IAM
 * has names of its own for these.
 */
const names: [iam: RegExp, moto: string][] = [
  [/\bcloudwatch:/g, 'monitoring:'],
  [/\bxray:GetTraceSummaries\b/g, 'xray:TraceSummaries'],
  [/\bxray:BatchGetTraces\b/g, 'xray:Traces'],
];

/** A policy as moto understands it. */
export const toMoto = (text: string): string => names.reduce((all, [iam, moto]) => all.replace(iam, moto), text);

/** A refusal as IAM words it. */
export const toIam = (text: string): string =>
  names.reduce((all, [iam, moto]) => all.replace(moto, iam.source.replaceAll('\\b', '')), text);
