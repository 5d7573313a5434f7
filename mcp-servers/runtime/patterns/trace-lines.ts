// What the lines of stack traces look like, in the runtimes that print them.

/** As much of a line as these look at, in characters: some take quadratic time on lines made for it. */
export const looksAt = 2_000;

/** Java, .NET, Node and Ruby: a frame, or what stands between frames. */
export const frame =
  /^\s+at \S|^\s*\.{3} \d+ (?:more|common frames)|^\s*Suppressed: |^\s*--- End of |^\s+from \S+:\d+|^\s*(?:from )?[^\s:]+:\d+:in [`'"][^`'"]*['"]$/;
export const cause = /^\s*(?:Caused by:|\[cause\]:|--->) |^\tpanic: /;
export const goFrame = /^goroutine \d+ \[|^\[signal |^created by |^exit status \d+$/;
export const goCall = /^[\w./*()[\]{}$·-]{1,200}\(.*\)$/;
export const rubyHead = /^\S+:\d+:in [`'"].*\([A-Z][\w:]*\)$/;
export const caret = /^\s*\^+\s*$/;
export const exception =
  /^(?:Uncaught )?(?:\w[\w$]*(?:\.|::))*(?:[A-Z]\w*)?(?:Exception|Error|Throwable|Interrupt|Exit)\b(?: [[(].*?[\])])?(?::|$)/;
export const traceback = /^\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):/;
export const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** Where Node says in which line of the source it stopped, and the first line of .NET's console logger. */
export const place = /^(?:node:|\S*\/)[^\s/]+:\d+$/;
export const title = /^(trce|dbug|info|warn|fail|crit): \S+\[\d+\]$/;
export const closing = /^(?:[}\])]+[,;]?|Node\.js v\d.*)$/;
export const indented = /^(?:\s{2,}\S|\t)/;
