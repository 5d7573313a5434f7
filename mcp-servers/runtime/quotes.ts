/** What a finding's title may be long. */
const titleLimit = 300;
/** As much of a log line or message as a reader needs. */
const quoteLimit = 400;

const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** In what AWS says of a refusal: of `arn:aws:kms:eu-west-1:112233445566:key/1234` its end; of who took a role the role. */
const shortened = (text: string): string =>
  text
    .replaceAll(/\bUser: arn:aws[\w-]*:sts::\d*:assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+/g, '$1')
    .replaceAll(
      /(?<=\b(?:user|resource|role|key|secret|policy): ["']?)arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:(?=[\w*])/gi,
      '',
    );

/** A finding's title: one line, at most 300 characters, with what AWS refused without account and region, which the evidence has. */
export function headline(text: string): string {
  const line = shortened(onOneLine(text));
  return line.length <= titleLimit ? line : `${line.slice(0, titleLimit - 1)}…`;
}

/** A finding's evidence: at most `limit` different lines, each cut to 400 characters; what is empty is left out. */
export function quotes(lines: (string | undefined)[], limit = 3): string[] {
  const cut = lines.map((line) => onOneLine(line ?? '').slice(0, quoteLimit));
  return [...new Set(cut)].filter((line) => line !== '').slice(0, limit);
}
