/** An id's name, where it is known: of people, channels and user groups. */
export type Names = ReadonlyMap<string, string>;

/** Slack's mrkdwn as a person reads it: mentions by name, links with their address, entities as characters. */
export function plainText(mrkdwn: string, names: Names): string {
  return mrkdwn
    .replace(/<([@#!])([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string, target: string, label?: string) => {
      if (sign === '@') return `@${names.get(target) ?? (label || target)}`;
      if (sign === '#') return `#${names.get(target) ?? (label || target)}`;
      const group = /^subteam\^(\w+)/.exec(target)?.[1];
      if (group !== undefined) return `@${names.get(group) ?? (label?.replace(/^@/, '') || group)}`;
      return label && target.startsWith('date^') ? label : `@${target}`;
    })
    .replace(/<((?:https?|mailto|tel):[^>|]*)(?:\|([^>]*))?>/g, (_, url: string, label?: string) =>
      label && label !== url ? `${label} (${url})` : url,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** For text that is shown as it is, where mrkdwn is expected. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
