const ADDRESS = /^(?:"?((?:[\w.,'-]+\s*)+)"?\s*)?<([^\s<>@]+@[^\s<>@]+)>$/;

const BARE = /^[^\s<>@]+@[^\s<>@]+$/;

export interface Address {
  name: string;
  email: string;
}

export function parseAddress(raw: string): Address | undefined {
  const text = raw.trim();
  if (BARE.test(text)) return { name: '', email: text.toLowerCase() };
  const match = ADDRESS.exec(text);
  if (!match) return undefined;
  return { name: (match[1] ?? '').trim(), email: match[2].toLowerCase() };
}
