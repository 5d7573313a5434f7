import { simpleParser } from 'mailparser';

export async function parseBody(message: Raw) {
  const parsed = await simpleParser(message.mime);
  return { text: parsed.text ?? '', html: parsed.html || undefined, subject: parsed.subject ?? '' };
}
