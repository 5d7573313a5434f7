/**
 * One variable of a server as a person is asked for it: a field of Claude Desktop's form, a line of the command's help.
 * Each server's `config.ts` validates what is given; a test holds that every variable it reads stands here.
 */
export interface Setting {
  /** The environment variable. */
  name: string;
  /** Two to four words. */
  title: string;
  /** One sentence: what it does, how it is written, and what holds without it. */
  description: string;
  type: 'string' | 'number' | 'boolean' | 'file';
  /** The server does not start without it. */
  required?: boolean;
  /** Kept in the keychain of the system and never shown. */
  sensitive?: boolean;
  /** What holds without it, where that is a value. */
  default?: string | number | boolean;
  /** The smallest number that is accepted. */
  min?: number;
}

export const serverNames = ['kubernetes', 'aws', 'github', 'slack'] as const;
export type ServerName = (typeof serverNames)[number];
