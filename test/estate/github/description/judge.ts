import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { RecordedExchange } from '../record-exchanges.ts';
import { asGiven } from './as-given.ts';
import type { Description, Operation, Schema } from './cut.ts';
import { routeOf } from './routes.ts';

/** What is used of ajv, which is installed beside the tests and no dependency. */
interface Ajv {
  addSchema(schema: object, key: string): Ajv;
  compile(schema: object): Validate;
}
interface Validate {
  (value: unknown): boolean;
  errors?: { instancePath: string; keyword: string; message?: string; params: Record<string, unknown> }[] | null;
}

/** Something that GitHub's description does not have so: where, and what. */
export interface Difference {
  route: string;
  what: string;
}

/** Judges exchanges by the description; `ajv` is the folder of that package. */
export function judge(description: Description, ajv: string): (exchange: RecordedExchange) => Difference[] {
  const { Ajv: Validator } = createRequire(import.meta.url)(join(ajv, 'dist/ajv.js')) as {
    Ajv: new (options: object) => Ajv;
  };
  const formats = { 'date-time': isInstant, date: true, uri: URL.canParse, email: true, int32: true, int64: true };
  const validator = new Validator({ strict: false, allErrors: true, formats })
    .addSchema(description, 'asked')
    .addSchema(asGiven(description), 'answered');
  const compiled = new Map<string, Validate>();

  function problems(of: 'asked' | 'answered', pointer: string, value: unknown): string[] {
    const reference = `${of}#${pointer}`;
    const validate = compiled.get(reference) ?? validator.compile({ $ref: reference });
    compiled.set(reference, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const where = instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '/';
      const { additionalProperty: unknown } = params;
      return unknown === undefined ? `${where}: ${message}` : `${where}: unknown ${unknown}`;
    });
  }

  const resolve = (schema: unknown): Schema => {
    const { $ref: reference } = (schema ?? {}) as { $ref?: string };
    if (reference === undefined) return (schema ?? {}) as Schema;
    const [, , kind = '', name = ''] = reference.split('/');
    return (description.components[kind]?.[name] ?? {}) as Schema;
  };

  return ({ method, path, query, asked, status, answered }) => {
    const found = routeOf(description, method, path);
    if (!found) return [{ route: `${method} ${path}`, what: 'no such route' }];
    const { template, operation, pointer } = found;
    const route = `${method} ${template}`;
    const differences: string[] = [];

    const parameters = (operation.parameters ?? []).map(resolve);
    for (const [name, value] of Object.entries(query)) {
      const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
      if (!parameter) differences.push(`asked with the unknown parameter ${name}`);
      else if (!fits(value, resolve(parameter.schema))) differences.push(`asked with ${name}=${value}`);
    }
    if (asked !== undefined) {
      const at = `${pointer}/requestBody/content/application~1json/schema`;
      if (operation.requestBody === undefined) differences.push('asked with a body, and there is none');
      else differences.push(...problems('asked', at, asked).map((problem) => `asked ${problem}`));
    }

    differences.push(...answerProblems(operation, status, answered, pointer));
    return differences.map((what) => ({ route, what }));
  };

  function answerProblems(operation: Operation, status: number, answered: unknown, pointer: string): string[] {
    const response = operation.responses[status];
    // What any route may answer: who is asking, how often, and what is known already are no matter of one operation.
    if (response === undefined)
      return [304, 401, 403, 404, 429].includes(status) ? [] : [`answered ${status}, which it never does`];
    if (answered === undefined) return [];
    const { $ref: shared } = response as { $ref?: string };
    const at = shared === undefined ? `${pointer}/responses/${status}` : shared.slice(1);
    const content = resolve(response).content as Record<string, unknown> | undefined;
    if (content?.['application/json'] === undefined) return [];
    return problems('answered', `${at}/content/application~1json/schema`, answered).map(
      (problem) => `${status} ${problem}`,
    );
  }
}

/** A query's value is text: numbers and booleans are spelt. */
function fits(value: string, { type, enum: values }: Schema): boolean {
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (type === 'integer') return /^\d+$/.test(value);
  return type !== 'boolean' || value === 'true' || value === 'false';
}

const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
