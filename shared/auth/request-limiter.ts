import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import {
  type Caller,
  type PartCounts,
  type RequestCounts,
  type RequestWindow,
  windowParts,
} from './request-counts.ts';
import { type RequestLimits, type RequestRule, requestRules } from './request-limits.ts';
import { freeAt, lastParts, type Place, placeOf, windowBefore } from './sliding-window.ts';

/** Beyond it the memory starts anew; forgetting loses what was not reported, nothing else. */
const remembered = 10_000;

/** What this environment knows of one caller. */
interface Tally {
  /** Counted here and not reported, by part. */
  readonly untold: { readonly at: number; count: number }[];
  /** The count at which it is reported next. */
  due: number;
  /** The part in which it was reported last. */
  reportedAt: number;
  /** Milliseconds since 1970. */
  pausedUntil: number;
  /** The end of the window in which administrators were told of a pause. */
  toldUntil: number;
  /** What was asked in the window before one, read once. */
  before?: { readonly until: number; readonly parts: PartCounts } | undefined;
}

export interface LimiterNeeds {
  readonly counts: RequestCounts;
  readonly limits: RequestLimits;
  readonly clock: Clock;
}

/** Limits the requests of a caller over all execution environments: docs/decisions/0018-limit-requests.md. */
export interface RequestLimiter {
  /** `request.too_many` for a caller who is known here to be paused. */
  refusalOf(caller: Caller): DomainError | undefined;
  /** The same, for a caller whom another environment has paused until then (UTC, ISO-8601). */
  learn(caller: Caller, pausedUntil: string | undefined): DomainError | undefined;
  /**
   * Counts a request, and once in a while reports what was counted; never fails. What a paused caller
   * may do all the same is counted for itself, up to the same limit: then it throws as well.
   */
  count(caller: Caller, whilePaused: boolean): Promise<void>;
}

export function createRequestLimiter({ counts, limits, clock }: LimiterNeeds): RequestLimiter {
  const rules = requestRules(limits);
  const tallies = new Map<string, Tally>();

  const nowMs = () => clock.now().getTime();
  const tallyOf = (name: string, { batch }: RequestRule): Tally => {
    const known = tallies.get(name);
    if (known) return known;
    const never = { reportedAt: 0, pausedUntil: 0, toldUntil: 0 };
    const tally = { untold: [], due: batch, ...never };
    if (tallies.size >= remembered) tallies.clear();
    tallies.set(name, tally);
    return tally;
  };
  const nameOf = ({ kind, id }: Caller, whilePaused = false) =>
    `${kind}#${id}${whilePaused ? '#while-paused' : ''}`;
  const refusalOf = (caller: Caller, whilePaused = false) => {
    const rule = rules[caller.kind];
    const { pausedUntil } = tallyOf(nameOf(caller, whilePaused), rule);
    const seconds = (pausedUntil - nowMs()) / 1_000;
    return seconds > 0 ? tooMany(caller, rule, seconds) : undefined;
  };

  /** What was asked in the window before; a caller is limited without it where it cannot be read. */
  const partsBefore = async (name: string, tally: Tally, window: RequestWindow) => {
    const { until } = window;
    if (tally.before?.until === until) return tally.before.parts;
    try {
      const parts = await counts.read(name, windowBefore(window));
      tally.before = { until, parts };
      return parts;
    } catch {
      return [];
    }
  };

  /**
   * What was counted here, added to what others have counted; kept for later if that fails. Gives how long
   * the caller has to pause, in milliseconds since 1970.
   */
  const report = async (
    name: string,
    rule: RequestRule,
    tally: Tally,
    place: Place,
  ): Promise<number | undefined> => {
    const untold = tally.untold.splice(0);
    const count = sumOf(untold);
    try {
      const [before, current] = await Promise.all([
        partsBefore(name, tally, place.window),
        // All of it now, also what was asked some parts ago: it rather counts for too long.
        counts.add(name, place.window, place.part, count),
      ]);
      const parts = lastParts(place, current, before);
      const left = rule.most - parts.reduce((sum, each) => sum + each, 0);
      tally.due = Math.max(1, Math.min(rule.batch, left));
      tally.reportedAt = place.at;
      // Whoever has to pause may ask a whole batch afterwards, and is not let in one by one.
      return left > 0 ? undefined : freeAt(place, parts, { ...rule, wanted: rule.batch });
    } catch {
      tally.untold.unshift(...untold);
      tally.due = count + rule.batch;
      return undefined;
    }
  };

  return {
    refusalOf: (caller) => refusalOf(caller),

    learn(caller, pausedUntil) {
      const until = pausedUntil === undefined ? 0 : Date.parse(pausedUntil);
      if (until <= nowMs()) return undefined;
      const tally = tallyOf(nameOf(caller), rules[caller.kind]);
      tally.pausedUntil = Math.max(tally.pausedUntil, until);
      return refusalOf(caller);
    },

    async count(caller, whilePaused) {
      const rule = rules[caller.kind];
      const name = nameOf(caller, whilePaused);
      const tally = tallyOf(name, rule);
      const refusal = whilePaused ? refusalOf(caller, true) : undefined;
      if (refusal) throw refusal;
      const place = placeOf(nowMs(), rule.windowSeconds);
      countHere(tally, rule, place);
      if (sumOf(tally.untold) < tally.due) return;
      const pausedUntil = await report(name, rule, tally, place);
      if (pausedUntil === undefined) return;
      tally.pausedUntil = pausedUntil;
      if (whilePaused) return;
      const { window } = place;
      const isNew = tally.toldUntil !== window.until;
      tally.toldUntil = window.until;
      // That either fails is no reason to turn away a request that was in time.
      await Promise.allSettled([
        counts.pause(caller, new Date(pausedUntil)),
        isNew ? counts.tell(caller, window, clock.now()) : undefined,
      ]);
    },
  };
}

function sumOf(untold: Tally['untold']): number {
  return untold.reduce((sum, { count }) => sum + count, 0);
}

/** Counts a request, and forgets what was asked so long ago that it would not count any more. */
function countHere(tally: Tally, { batch }: RequestRule, { at }: Place): void {
  const { untold } = tally;
  const isOver = (then: number) => then < at - windowParts;
  while (untold[0] && isOver(untold[0].at)) untold.shift();
  if (isOver(tally.reportedAt)) tally.due = Math.max(tally.due, batch);
  const last = untold.at(-1);
  if (last?.at === at) last.count += 1;
  else untold.push({ at, count: 1 });
}

/** Says so in the language of the account, with the seconds to wait. */
function tooMany(caller: Caller, rule: RequestRule, seconds: number): DomainError {
  const retryAfter = Math.max(1, Math.ceil(seconds));
  const { most, windowSeconds } = rule;
  const who = {
    en: caller.kind === 'key' ? 'This API key has' : 'You have',
    zh: caller.kind === 'key' ? '此 API 密钥' : '您',
  };
  const detail = {
    en: `${who.en} sent more than ${most} requests within ${windowSeconds} s. Go on in ${retryAfter} s.`,
    zh: `${who.zh}在 ${windowSeconds} 秒内发送的请求超过 ${most} 次，请在 ${retryAfter} 秒后继续。`,
  };
  return new DomainError('request.too_many', {
    retryAfter,
    quota: rule,
    detail: detail[caller.locale],
  });
}
