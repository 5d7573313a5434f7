/**
 * Whether a model, by its name, knows adaptive thinking and strict tools: Claude from Opus and Sonnet 4.6 on, also as
 * Bedrock, Vertex and gateways spell them. Any other name may be a server that speaks the Messages API as it once was and
 * refuses what it does not know, so it is asked for neither.
 */
export function isCurrentClaude(model: string): boolean {
  return /(?:^|[./:])claude-/.test(model) && !older.test(model);
}

/** Claude 1 to 3, and 4 up to 4.5, with or without a date and a gateway's version behind the name. */
const older = /claude-(?:instant|v?[123](?:[-.:]|$))|(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:[-@:]\d{6,}.*|-v\d.*)?$/;
