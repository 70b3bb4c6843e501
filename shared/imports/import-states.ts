/** Where an import stands. */
export const importStates = [
  'awaiting_upload',
  'uploaded',
  'needs_mapping',
  'planned',
  'testing',
  'running',
  'finished',
  'finished_with_errors',
  'failed',
  'cancelled',
  'undoing',
  'undone',
] as const;

export type ImportState = (typeof importStates)[number];

/**
 * The states from which each state can be reached. Adapters turn a row of this table into the
 * condition of the write, so that of two racing transitions one loses cleanly.
 */
export const priorStates = {
  awaiting_upload: [],
  /** A plan that was changed is made anew. */
  uploaded: ['awaiting_upload', 'needs_mapping', 'planned'],
  needs_mapping: ['uploaded'],
  planned: ['uploaded', 'testing'],
  testing: ['planned'],
  /** A cancelled import goes on; one that gave chunks up tries them again. */
  running: ['uploaded', 'planned', 'cancelled', 'finished_with_errors'],
  finished: ['uploaded', 'planned', 'running'],
  finished_with_errors: ['running'],
  failed: ['awaiting_upload', 'uploaded', 'planned'],
  cancelled: ['awaiting_upload', 'uploaded', 'needs_mapping', 'planned', 'testing', 'running'],
  undoing: ['finished', 'finished_with_errors', 'cancelled'],
  undone: ['undoing'],
} as const satisfies Record<ImportState, readonly ImportState[]>;

const ended: readonly ImportState[] = [
  'finished',
  'finished_with_errors',
  'failed',
  'cancelled',
  'undone',
];

/** Whether an import in this state changes only if a person asks for it. */
export function isEnded(state: ImportState): boolean {
  return ended.includes(state);
}
