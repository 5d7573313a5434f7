/** Broken by a zero-width space, a name is read by people and notifies nobody. */
const broken = '@\u200b';

/**
 * Takes the alarm out of Markdown that may hold what logs, commits and people wrote: `@someone` and `@org/team` notify
 * nobody, also in code, since a fence may be broken; and no comment of HTML can pass for a marker of ours. Addresses of
 * e-mail stay.
 */
export function quietMarkdown(text: string): string {
  return text.replace(/(?<![\w.+-])@(?=[A-Za-z0-9])/g, broken).replace(/<!--/g, '&lt;!--');
}
