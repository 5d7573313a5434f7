/** One measured thing, with its aim beside it where there is one. */
export interface Figure {
  what: string;
  measured: string;
  aim?: string;
  met?: boolean;
}

/** What a benchmark found: figures, and where the time goes, in words and tables. */
export interface Outcome {
  title: string;
  figures: Figure[];
  notes: string[];
}

/** An outcome as people read it, a figure a line. */
export function printed({ title, figures, notes }: Outcome): string {
  const width = Math.max(...figures.map(({ what }) => what.length));
  const room = Math.max(...figures.map(({ measured }) => measured.length));
  const lines = figures.map(({ what, measured, aim, met }) => {
    const judged = aim === undefined ? '' : `aim ${aim}${met === undefined ? '' : met ? ', met' : ', MISSED'}`;
    return `  ${what.padEnd(width)}  ${measured.padEnd(room)}  ${judged}`.trimEnd();
  });
  return [title, ...lines, ...notes.map((note) => `  ${note}`)].join('\n');
}
