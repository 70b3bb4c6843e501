/** A line a function wrote, or the runtime on its behalf. */
export interface LogLine {
  readonly at: number;
  readonly functionName: string;
  /** Empty while the function starts. */
  readonly requestId: string;
  readonly text: string;
}

const trouble = /^\{"level":"(?:ERROR|CRITICAL)"|\tERROR\t|Task timed out|Runtime exited/;

/** Whether a line tells of an invocation that failed, in the product's log or in the runtime's. */
export function isTrouble({ text }: Pick<LogLine, 'text'>): boolean {
  return trouble.test(text);
}

/** How many lines are kept for tests and the operator. */
const capacity = 10_000;

/** Cuts output into lines and keeps the last 10,000. */
export function createFunctionLog(onLine: (line: LogLine) => void = () => undefined) {
  const lines: LogLine[] = [];
  return {
    lines: (): readonly LogLine[] => lines,
    add(source: Omit<LogLine, 'text'>, output: string): void {
      for (const text of output.replace(/\n$/, '').split('\n')) {
        const line = { ...source, text };
        lines.push(line);
        if (lines.length > capacity) lines.shift();
        onLine(line);
      }
    },
    clear(): void {
      lines.length = 0;
    },
  };
}

export type FunctionLog = ReturnType<typeof createFunctionLog>;
