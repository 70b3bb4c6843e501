/** Where a fault can strike; the names are printed with the seed of a failing run. */
export type FaultPoint =
  | 'throttle'
  | 'transaction-conflict'
  | 'unprocessed-items'
  | 'lost-acknowledgement'
  | 'duplicate-delivery'
  | 'reordered-delivery'
  | 'function-crash'
  | 'late-answer';

/** Seeded misfortune: the same seed and the same order of questions give the same answers. */
export interface Faults {
  /** Whether the fault strikes now. `scope` names the service, table, queue or function asked about. */
  strikes(point: FaultPoint, scope: string): boolean;
  /** A number in [0, 1) from the same seed, for shuffling. */
  random(): number;
  /** Sets how often (0 to 1) a fault strikes; `scope` limits it to names that contain the text. */
  set(point: FaultPoint, probability: number, scope?: string): void;
  /** Makes all faults stop. */
  clear(): void;
  /** Resolves when faults are next made to stop; until then whatever is late keeps its caller waiting. */
  cleared(): Promise<void>;
  /** Milliseconds by which a global secondary index lags behind its table; 0 means none. */
  indexLag: number;
}

/** Makes a fault source; with no probability set nothing ever strikes. */
export function createFaults(seed = 1): Faults {
  let clearing = Promise.withResolvers<void>();
  const rules: { point: FaultPoint; probability: number; scope: string }[] = [];
  let state = seed >>> 0;

  // mulberry32: 32 bits of state are enough to replay a schedule.
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  return {
    indexLag: 0,
    random,
    strikes(point, scope) {
      const rule = rules.find((each) => each.point === point && scope.includes(each.scope));
      return rule !== undefined && rule.probability > 0 && random() < rule.probability;
    },
    set(point, probability, scope = '') {
      const same = rules.findIndex((each) => each.point === point && each.scope === scope);
      if (same >= 0) rules.splice(same, 1);
      if (probability > 0) rules.unshift({ point, probability, scope });
    },
    cleared: () => clearing.promise,
    clear() {
      rules.length = 0;
      this.indexLag = 0;
      clearing.resolve();
      clearing = Promise.withResolvers();
    },
  };
}
