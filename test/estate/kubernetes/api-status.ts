/** A failure as the API server says it, thrown anywhere below a request and written as a `Status` object. */
export class ApiStatus extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'ApiStatus';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** Nothing is served at this path or below it: the API server's mux answers in plain text, not with a Status. */
export class NoSuchPath extends Error {}

/** No such version, resource or subresource in a group that is served. */
export function noSuchResource(): ApiStatus {
  return new ApiStatus(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function groupResource(group: string, plural: string): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function notFound(group: string, plural: string, name: string): ApiStatus {
  return new ApiStatus(404, 'NotFound', `${groupResource(group, plural)} ${quote(name)} not found`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: plural,
  });
}

export function badRequest(message: string): ApiStatus {
  return new ApiStatus(400, 'BadRequest', message);
}

/** `problems` as the validation of the kind words them: field, kind of problem, and the rest of the sentence. */
export function invalid(
  kind: string,
  name: string,
  problems: { field: string; type: string; body: string }[],
): ApiStatus {
  const said = problems.map((problem) => `${problem.field || '[]'}: ${problem.body}`);
  const message = said.length === 1 ? said[0] : `[${said.join(', ')}]`;
  return new ApiStatus(422, 'Invalid', `${kind} ${quote(name)} is invalid: ${message}`, {
    name,
    kind,
    causes: problems.map(({ field, type, body }) => ({ reason: type, message: body, field })),
  });
}

/** Go's %q for the names that occur here. */
export function quote(value: string): string {
  return JSON.stringify(value);
}
