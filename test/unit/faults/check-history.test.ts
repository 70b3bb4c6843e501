import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHistory } from '#test/faults/history/check-history';
import type { History, Operation, Version } from '#test/faults/history/history';

const recordId = 'r';
let requests = 0;

/** An operation from one moment to another; done and answered unless it says otherwise. */
function operation(
  kind: Operation['kind'],
  [invoked, completed]: readonly [number, number],
  facts: Partial<Operation> = {},
): Operation {
  requests += 1;
  const requestId = `request-${requests}`;
  return {
    ...{ client: 1, kind, recordId, invoked, completed, requestId },
    ...{ outcome: 'done', status: 200 },
    ...facts,
  };
}

const read = (when: readonly [number, number], version: number, value: string) =>
  operation('read', when, { answered: { version, value } });
const patch = (when: readonly [number, number], ifMatch: number, sent: string) =>
  operation('patch', when, { ifMatch, sent, answered: { version: ifMatch + 1, value: sent } });
const refused = (made: Operation, status: number): Operation => ({
  ...made,
  ...{ outcome: 'refused', status, answered: undefined },
});
const unanswered = (made: Operation): Operation => ({
  ...made,
  ...{ outcome: 'unknown', status: 500, completed: Number.POSITIVE_INFINITY, answered: undefined },
});

const created = operation('create', [1, 2], { sent: 'a', answered: { version: 1, value: 'a' } });

function versionOf({ kind, requestId = '', sent }: Operation, version: number): Version {
  const value = kind === 'patch' ? sent : undefined;
  return { version, cause: requestId, isLive: kind !== 'delete', value };
}

/** A history in which these writes took effect, in this order. */
function history(operations: readonly Operation[], effects: readonly Operation[]): History {
  const chain = effects.map((each, index) => versionOf(each, index + 1));
  return { operations, chains: new Map([[recordId, chain]]) };
}

const kindsIn = (found: ReturnType<typeof checkHistory>) => found.map(({ kind }) => kind);

describe('DATA-05: a history that one order explains is accepted', () => {
  const late = patch([3, 9], 1, 'b');
  const gone = operation('delete', [10, 11], { status: 204 });
  const back = operation('restore', [12, 13], { answered: { version: 4, value: 'b' } });
  const lost = unanswered(patch([3, 4], 1, 'b'));
  const cases: readonly (readonly [string, readonly Operation[], readonly Operation[]])[] = [
    [
      'reads before and after a write that is under way',
      [read([4, 5], 1, 'a'), read([6, 7], 2, 'b'), late],
      [late],
    ],
    [
      'deletion and restoring',
      [late, gone, refused(read([11.2, 11.4], 0, ''), 404), back, read([14, 15], 4, 'b')],
      [late, gone, back],
    ],
    [
      'a write without an answer that took effect',
      [lost, read([20, 21], 1, 'a'), read([22, 23], 2, 'b')],
      [lost],
    ],
    ['a write without an answer that did not', [lost, read([20, 21], 1, 'a')], []],
    ['a patch that came too late', [late, refused(patch([10, 11], 1, 'c'), 412)], [late]],
    [
      'a creation that was asked for twice',
      [{ ...created, requestId: 'again', invoked: 3, completed: 4 }],
      [],
    ],
  ];
  it.each(cases)('%s', (_, operations, effects) => {
    expect(checkHistory(history([created, ...operations], [created, ...effects]))).toEqual([]);
  });
});

describe('DATA-05: a planted fault is found', () => {
  const first = patch([3, 4], 1, 'b');
  const second = patch([5, 6], 2, 'c');
  const cases: readonly (readonly [string, readonly Operation[], readonly Operation[], string])[] =
    [
      ['an acknowledged write that is not stored', [first], [], 'lost-update'],
      ['a write that did its work twice', [first], [first, first], 'duplicate'],
      ['a refused write that is stored', [refused(first, 412)], [first], 'dirty-write'],
      ['a write that nobody asked for', [], [first], 'dirty-write'],
      ['a value that no write sent', [first, read([7, 8], 2, 'x')], [first], 'dirty-read'],
      ['a version that never was', [read([7, 8], 5, 'a')], [], 'dirty-read'],
      [
        'an old value after a newer one was acknowledged',
        [first, read([7, 8], 1, 'a')],
        [first],
        'out-of-order',
      ],
      [
        'an old value after somebody has seen the newer one',
        [unanswered(first), read([7, 8], 2, 'b'), read([9, 10], 1, 'a')],
        [first],
        'out-of-order',
      ],
      ['a value before it was written', [read([2.5, 2.8], 2, 'b'), first], [first], 'out-of-order'],
      [
        'two writes against the order of their ends',
        [second, first],
        [second, first],
        'out-of-order',
      ],
      [
        'a live record that is said to be missing',
        [refused(read([7, 8], 0, ''), 404)],
        [],
        'out-of-order',
      ],
      [
        'a refusal of the version that stands',
        [refused(patch([7, 8], 1, 'd'), 412)],
        [],
        'dirty-read',
      ],
    ];
  it.each(cases)('%s', (_, operations, effects, kind) => {
    const found = checkHistory(history([created, ...operations], [created, ...effects]));
    expect(kindsIn(found)).toContain(kind);
  });

  it('a version that is missing', () => {
    const chain = [versionOf(created, 1), versionOf(first, 3)];
    const found = checkHistory({
      operations: [created, first],
      chains: new Map([[recordId, chain]]),
    });
    expect(kindsIn(found)).toContain('gap');
  });

  it('two records under one idempotency key', () => {
    const one = { ...created, idempotencyKey: 'k' };
    const two = { ...one, requestId: 'other', recordId: 's' };
    const chains = new Map([
      ['r', [versionOf(one, 1)]],
      ['s', [versionOf(two, 1)]],
    ]);
    expect(kindsIn(checkHistory({ operations: [one, two], chains }))).toEqual(['duplicate']);
  });

  it('a creation that is nowhere', () => {
    expect(kindsIn(checkHistory({ operations: [created], chains: new Map() }))).toEqual([
      'lost-update',
    ]);
  });
});

/** What clients of a faultless register see whose operations strike at one moment each. */
const register = fc
  .array(
    fc.record({
      kind: fc.constantFrom('read', 'patch', 'patch', 'delete', 'restore'),
      before: fc.nat(5),
      after: fc.nat(5),
      isStale: fc.boolean(),
      isAnswered: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    const effects = [created];
    let [value, isLive] = ['a', true];
    const operations = steps.map(({ kind, before, after, isStale, isAnswered }, index) => {
      const at = 10 + index * 2;
      const when = [at - before - index / 1_000, at + after + index / 1_000] as const;
      const version = effects.length;
      const standing = () => ({ version: effects.length, value });
      const strike = (made: Operation) => {
        effects.push(made);
        return isAnswered ? made : unanswered(made);
      };
      if (kind === 'restore') {
        const isChange = !isLive;
        isLive = true;
        const answered = { version: version + (isChange ? 1 : 0), value };
        const made = operation('restore', when, { answered });
        return isChange ? strike(made) : made;
      }
      if (!isLive) return refused(operation(kind as 'read', when, { ifMatch: version }), 404);
      if (kind === 'read') return operation('read', when, { answered: standing() });
      if (kind === 'delete') {
        isLive = false;
        return strike(operation('delete', when));
      }
      if (isStale) return refused(patch(when, version + 1, `v${index}`), 412);
      value = `v${index}`;
      return strike(patch(when, version, value));
    });
    return { operations: [created, ...operations], effects };
  });

describe('DATA-05: over histories at random', () => {
  it('whatever a faultless register answers is accepted', () => {
    fc.assert(
      fc.property(register, ({ operations, effects }) => {
        expect(checkHistory(history(operations, effects))).toEqual([]);
      }),
    );
  });

  it('a lost write is found wherever it stood', () => {
    fc.assert(
      fc.property(register, fc.nat(), ({ operations, effects }, number) => {
        const acknowledged = effects.filter(
          (each) => each.kind === 'patch' && operations.includes(each),
        );
        fc.pre(acknowledged.length > 0);
        const lost = acknowledged[number % acknowledged.length];
        const kept = effects.filter((each) => each !== lost);
        expect(kindsIn(checkHistory(history(operations, kept)))).toContain('lost-update');
      }),
    );
  });

  it('a read of an older version than somebody has seen before is found', () => {
    fc.assert(
      fc.property(register, ({ operations, effects }) => {
        fc.pre(effects.length > 1 && operations.includes(effects.at(-1) ?? created));
        const stale = operation('read', [1_000, 1_001], { answered: { version: 1, value: 'a' } });
        expect(kindsIn(checkHistory(history([...operations, stale], effects)))).toEqual([
          'out-of-order',
        ]);
      }),
    );
  });
});
