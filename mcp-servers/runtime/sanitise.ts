// Terminal colours, cursor movements and titles go as a whole, so that no `[31m` stays behind.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const escapeSequences = /[\u001b\u009b](?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[@-Z\\-_])?/g;

/**
 * What nobody sees but a model reads: control characters, bidirectional overrides, zero-width characters and fillers,
 * variation selectors (which can carry bytes) and Unicode's tag characters.
 */
const invisible = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Removes what is invisible, keeps tabs and line ends, and never makes a text longer. */
export function sanitise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(escapeSequences, '').replace(invisible, '');
}
