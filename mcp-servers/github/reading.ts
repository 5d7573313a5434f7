import type { ResolvedWindow } from '../runtime/window.ts';
import type { Github } from './github.ts';

/** What every reader of changes needs beside the repository. */
export interface Reading {
  github: Github;
  window: ResolvedWindow;
  /** How many commits are opened to see which files they touch. */
  commitsToOpen: number;
  signal: AbortSignal;
}

/** Reading of one repository, which can say what it did not get to. */
export interface RepositoryReading extends Reading {
  leftOut(what: string): void;
}

export const inside = ({ since, until }: ResolvedWindow, at: string): boolean =>
  Date.parse(at) >= since.getTime() && Date.parse(at) <= until.getTime();

/** Titles are one line, however they were written. */
export const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 160);
