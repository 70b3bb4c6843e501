/** Where an import stands. */
export const importStates = [
  'awaiting_upload',
  'uploaded',
  'running',
  'finished',
  'finished_with_errors',
  'failed',
  'cancelled',
] as const;

export type ImportState = (typeof importStates)[number];

/**
 * The states from which each state can be reached. Adapters turn a row of this table into the
 * condition of the write, so that of two racing transitions one loses cleanly.
 */
export const priorStates = {
  awaiting_upload: [],
  uploaded: ['awaiting_upload'],
  running: ['uploaded'],
  finished: ['uploaded', 'running'],
  finished_with_errors: ['running'],
  failed: ['awaiting_upload', 'uploaded'],
  cancelled: ['awaiting_upload', 'uploaded', 'running'],
} as const satisfies Record<ImportState, readonly ImportState[]>;

/** Whether an import in this state will not change any more. */
export function isEnded(state: ImportState): boolean {
  const next: readonly (readonly ImportState[])[] = Object.values(priorStates);
  return !next.some((prior) => prior.includes(state));
}
