import type { Rows } from './rows.ts';

/** What became of the text under a key of a space between two looks; undefined where there is none. */
export interface RowChange {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface FollowedRows extends Rows {
  /**
   * Looks at a space again and again: each call gives what has changed since the one before, the first
   * call everything. Reads only what was written meanwhile; costs a copy of the space.
   */
  follow(space: number): () => readonly RowChange[];
}

interface Follower {
  readonly space: number;
  readonly written: Set<string>;
  readonly known: Map<string, string>;
}

/** Rows that note for whoever follows a space which of its keys were written. */
export function followRows(rows: Rows): FollowedRows {
  const followers: Follower[] = [];

  const note = (space: number, key: Buffer) => {
    for (const follower of followers)
      if (follower.space === space) follower.written.add(key.toString('hex'));
  };

  const lookAt = ({ space, written, known }: Follower): readonly RowChange[] => {
    const changes: RowChange[] = [];
    for (const key of written) {
      const before = known.get(key);
      const after = rows.get(space, Buffer.from(key, 'hex'))?.text;
      if (before === after) continue;
      if (after === undefined) known.delete(key);
      else known.set(key, after);
      changes.push({ key, before, after });
    }
    written.clear();
    return changes;
  };

  return {
    ...rows,
    put(space, key, text, size) {
      note(space, key);
      rows.put(space, key, text, size);
    },
    refer(space, key, target, size) {
      note(space, key);
      rows.refer(space, key, target, size);
    },
    settle(space, key, text, size) {
      note(space, key);
      rows.settle(space, key, text, size);
    },
    delete(space, key) {
      note(space, key);
      rows.delete(space, key);
    },
    clear(space) {
      for (const { written, known, space: own } of followers)
        if (own === space) for (const key of known.keys()) written.add(key);
      rows.clear(space);
    },
    follow(space) {
      const follower: Follower = { space, written: new Set(rows.keys(space)), known: new Map() };
      followers.push(follower);
      return () => lookAt(follower);
    },
  };
}
