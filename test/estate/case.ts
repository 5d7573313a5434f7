/** A frozen incident, as ../shared/case-format.md describes it. Each system of the estate loads its own folder. */
export interface Case {
  /** Absolute path of the folder. */
  dir: string;
  title: string;
  /** RFC 3339; the clock of the incident. */
  now: string;
  request: string;
  alert?: Record<string, unknown>;
  /** What a team's services.yaml would say. */
  services?: unknown;
  /** The Slack channel of the request. */
  channel: string;
  denied: Denied[];
  /** For the score only; nothing of it is served. */
  expected: Expected;
}

export interface Expected {
  verdict: 'incident' | 'healthy' | 'inconclusive';
  cause: string[][];
  category?: string;
  objects?: string[];
  commit?: string;
  must_not?: string[];
}

export interface Denied {
  /** Which part: `list pods in payments`, `logs:StartQuery`, `owner/repo`, or a whole system. */
  kubernetes?: string;
  aws?: string;
  github?: string;
  slack?: string;
  system?: 'kubernetes' | 'aws' | 'github' | 'slack' | 'model';
  status?: number;
  error?: string;
  timeout?: boolean;
}

/** A case that breaks the format: file, line where there is one, and what is wrong. */
export class CaseError extends Error {
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, problem: string, line?: number) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`);
    this.name = 'CaseError';
    this.file = file;
    this.line = line;
  }
}
