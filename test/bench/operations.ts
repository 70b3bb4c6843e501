import type { Child } from './child.ts';
import type { FunctionCalls } from './function-process.ts';
import type { Need } from './least.ts';

/** An operation as it is measured: what it does, and the least it could do with. */
export interface Operation {
  readonly name: string;
  run(): Promise<unknown>;
  readonly least: Need;
  /** Sends one request as soon as another is answered: then each request counts as a trip. */
  readonly pipelined?: boolean;
}

/** Writes one chunk of a planned import. */
export function chunkOperation(
  functions: Child<FunctionCalls>,
  event: unknown,
  rows: number,
  unitsPerRow: number,
): Operation {
  return {
    name: `import a chunk of ${rows} rows (trips: requests)`,
    run: () => functions.call('run', { name: 'importRows', events: [event] }),
    // BatchWriteItem takes 25 items.
    least: { trips: Math.ceil(rows / 25), reads: 0, writes: rows * unitsPerRow },
    pipelined: true,
  };
}
