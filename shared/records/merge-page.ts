/** An item with its place in the list: its sort key, which ends in the record's id. */
export interface Entry<T> {
  readonly position: string;
  readonly item: T;
}

/** Reads on in one partition after a position, in the list's order; `wanted` more are needed for the page. */
export type Source<T> = (
  after: string | undefined,
  wanted: number,
) => Promise<{
  readonly entries: readonly Entry<T>[];
  readonly isLast: boolean;
}>;

interface Lane<T> {
  readonly source: Source<T>;
  readonly waiting: Entry<T>[];
  isLast: boolean;
  after: string | undefined;
}

/** Compares as DynamoDB does: by UTF-8 bytes, which is not the order of UTF-16 units beyond U+FFFF. */
export function comparePositions(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function refill<T>(lane: Lane<T>, wanted: number): Promise<void> {
  while (lane.waiting.length === 0 && !lane.isLast) {
    const { entries, isLast } = await lane.source(lane.after, wanted);
    lane.waiting.push(...entries);
    lane.isLast = isLast;
    lane.after = entries.at(-1)?.position ?? lane.after;
    // A page without entries that is not the last gives nothing to go on from.
    if (entries.length === 0) lane.isLast = true;
  }
}

/** How many entries a page may look at: what is left out must not make it read without end. */
const mostLookedAt = 1_000;

/**
 * One page of a list that lies in several partitions: their heads are compared, the next in order is
 * taken, and a partition that runs dry is read on. A record in two partitions is listed once. A page
 * that has left out very many ends early: it is short, and has a place to go on from.
 */
export async function mergePage<T>(
  sources: readonly Source<T>[],
  limit: number,
  descending: boolean,
  after: string | undefined,
  accepts: (item: T) => boolean = () => true,
): Promise<{ readonly entries: readonly Entry<T>[]; readonly next: string | undefined }> {
  const lanes = sources.map((source): Lane<T> => ({ source, waiting: [], isLast: false, after }));
  const page: Entry<T>[] = [];
  let looked: string | undefined;
  for (let count = 0; ; count += 1) {
    if (count >= mostLookedAt && page.length < limit) return { entries: page, next: looked };
    const wanted = limit - page.length;
    await Promise.all(lanes.map((lane) => refill(lane, wanted)));
    let best: Lane<T> | undefined;
    for (const lane of lanes) {
      const head = lane.waiting[0];
      const bestHead = best?.waiting[0];
      if (!head) continue;
      const order = bestHead ? comparePositions(head.position, bestHead.position) : -1;
      if (!bestHead || (descending ? order > 0 : order < 0)) best = lane;
    }
    const entry = best?.waiting.shift();
    if (!entry) return { entries: page, next: undefined };
    looked = entry.position;
    const last = page.at(-1);
    if (entry.position === last?.position || !accepts(entry.item)) continue;
    if (page.length === limit) return { entries: page, next: last?.position };
    page.push(entry);
    // That more follow is known from what any partition has left, without asking those that ran dry.
    const follows = ({ position, item }: Entry<T>) => position !== looked && accepts(item);
    if (page.length === limit && lanes.some(({ waiting }) => waiting.some(follows)))
      return { entries: page, next: looked };
  }
}
