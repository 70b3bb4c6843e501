import type { Anomaly, History, Operation, Version } from './history.ts';

/** The record at one version; version 0 is before its creation. */
interface Standing {
  readonly version: number;
  readonly isLive: boolean;
  readonly value: string | undefined;
}

/**
 * Whether a history can be explained: each write has one effect and none is lost, refused ones have
 * none, and every record behaves as if its operations had happened one after the other, each between
 * its beginning and its end (Herlihy and Wing, Linearizability, 1990). Since the versions say in which
 * order writes took effect, one pass finds the earliest explanation of each answer, and none is missed.
 */
export function checkHistory(history: History): readonly Anomaly[] {
  return [...history.chains]
    .flatMap(([recordId, chain]) => {
      const versions = chain.toSorted((a, b) => a.version - b.version);
      const own = operationsOf(history, recordId, versions);
      const found = [
        ...gapsIn(versions),
        ...effectsOf(own, versions),
        ...outOfOrder(own, versions),
      ];
      return found.map((anomaly) => ({ ...anomaly, recordId }));
    })
    .concat(lostCreations(history), sharedKeys(history));
}

type Found = Omit<Anomaly, 'recordId'>;

/** What was asked of a record, including creations that were not answered but took effect. */
function operationsOf(history: History, recordId: string, versions: readonly Version[]) {
  const causes = new Set(versions.map(({ cause }) => cause));
  return history.operations.filter(
    (each) =>
      each.recordId === recordId ||
      (each.recordId === undefined && each.requestId !== undefined && causes.has(each.requestId)),
  );
}

function gapsIn(versions: readonly Version[]): Found[] {
  return versions.some(({ version }, index) => version !== index + 1) ? [{ kind: 'gap' }] : [];
}

/** The effects of requests, and requests without the effect that was acknowledged. */
function effectsOf(own: readonly Operation[], versions: readonly Version[]): Found[] {
  const byRequest = new Map(own.map((each) => [each.requestId, each]));
  const found: Found[] = [];
  for (const [cause, made] of Map.groupBy(versions, (each) => each.cause)) {
    const operation = byRequest.get(cause);
    if (!operation || operation.outcome === 'refused' || operation.kind === 'read')
      found.push({ kind: 'dirty-write', operation });
    else if (made.length > 1) found.push({ kind: 'duplicate', operation });
  }
  for (const operation of own)
    if (mustHaveEffect(operation) && !versions.some(({ cause }) => cause === operation.requestId))
      found.push({ kind: 'lost-update', operation });
  return found;
}

/** Restoring what is live changes nothing, and a repeated creation only tells of the first. */
function mustHaveEffect({ kind, outcome }: Operation): boolean {
  return outcome === 'done' && (kind === 'patch' || kind === 'delete');
}

function standingsOf(own: readonly Operation[], versions: readonly Version[]): Standing[] {
  const sentBy = new Map(own.map(({ requestId, sent }) => [requestId, sent]));
  const standings: Standing[] = [{ version: 0, isLive: false, value: undefined }];
  for (const { version, isLive, cause, value } of versions)
    standings.push({
      version,
      isLive,
      value: value ?? (version === 1 ? sentBy.get(cause) : standings.at(-1)?.value),
    });
  return standings;
}

/** Goes through beginnings and ends in their order and keeps the least version that they allow. */
function outOfOrder(own: readonly Operation[], versions: readonly Version[]): Found[] {
  const standings = standingsOf(own, versions);
  const versionBy = new Map(versions.map(({ cause, version }) => [cause, version]));
  const found: Found[] = [];
  const placed = new Map<Operation, number>();
  let floor = 0;
  const moments = own.flatMap((operation) => [
    { at: operation.invoked, operation, begins: true },
    { at: operation.completed, operation, begins: false },
  ]);
  for (const { operation, begins } of moments.sort((a, b) => a.at - b.at)) {
    if (!begins) {
      floor = Math.max(floor, placed.get(operation) ?? 0);
      continue;
    }
    const made = operation.requestId === undefined ? undefined : versionBy.get(operation.requestId);
    if (made !== undefined) {
      placed.set(operation, made);
      // Whatever had ended by now cannot have seen it.
      if (made <= floor) found.push({ kind: 'out-of-order', operation });
      else if (!tells(operation, standings[made])) found.push({ kind: 'dirty-read', operation });
      continue;
    }
    if (operation.outcome === 'unknown') continue;
    const explained = standings.filter((standing) => explains(operation, standing));
    const place = explained.find(({ version }) => version >= floor);
    if (place) placed.set(operation, place.version);
    else found.push({ kind: explained.length > 0 ? 'out-of-order' : 'dirty-read', operation });
  }
  return found;
}

function tells({ answered }: Operation, standing: Standing | undefined): boolean {
  if (!answered) return true;
  return answered.version === standing?.version && answered.value === standing.value;
}

/** Whether an operation without an effect of its own would be answered so by a record that stands so. */
function explains(operation: Operation, standing: Standing): boolean {
  const { kind, status, ifMatch, outcome } = operation;
  if (kind === 'create') return outcome === 'refused' || standing.version > 0;
  if (outcome === 'done') return standing.isLive && tells(operation, standing);
  if (status === 404) return kind !== 'restore' && !standing.isLive;
  // Deletion changes a record too; and one that named no version met somebody else's write.
  if (status === 412) return standing.version > 0 && standing.version !== ifMatch;
  return true;
}

/** Creations that were acknowledged, of a record that is nowhere. */
function lostCreations({ operations, chains }: History): Anomaly[] {
  return operations.flatMap((operation) => {
    const { kind, outcome, recordId } = operation;
    if (kind !== 'create' || outcome !== 'done' || recordId === undefined) return [];
    return chains.has(recordId) ? [] : [{ kind: 'lost-update' as const, recordId, operation }];
  });
}

/** Keys under which more than one record came to be. */
function sharedKeys({ operations, chains }: History): Anomaly[] {
  const keyOf = new Map(
    operations.flatMap(({ requestId, idempotencyKey }) =>
      requestId !== undefined && idempotencyKey !== undefined
        ? [[requestId, idempotencyKey] as const]
        : [],
    ),
  );
  const made = [...chains].map(([recordId, chain]) => {
    const first = chain.find(({ version }) => version === 1);
    return { recordId, key: keyOf.get(first?.cause ?? '') };
  });
  return [...Map.groupBy(made, ({ key }) => key)].flatMap(([key, records]) =>
    key === undefined
      ? []
      : records.slice(1).map(({ recordId }) => ({ kind: 'duplicate' as const, recordId })),
  );
}
