import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { Caller, RequestCounts, RequestWindow } from './request-counts.ts';
import { type RequestLimits, type RequestRule, requestRules } from './request-limits.ts';

/** Beyond it the memory starts anew; forgetting loses what was not reported, nothing else. */
const remembered = 10_000;

/** What this environment knows of one caller in the window that runs. */
interface Tally {
  readonly window: RequestWindow;
  /** Counted here and not reported. */
  count: number;
  /** The count at which it is reported next. */
  due: number;
  isPaused: boolean;
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

  const windowOf = ({ windowSeconds }: RequestRule): RequestWindow => {
    const now = Math.floor(clock.now().getTime() / 1_000);
    const from = now - (now % windowSeconds);
    return { from, until: from + windowSeconds };
  };
  const tallyOf = (name: string, rule: RequestRule): Tally => {
    const window = windowOf(rule);
    const known = tallies.get(name);
    if (known && known.window.until === window.until) return known;
    const tally = { window, count: 0, due: rule.batch, isPaused: false };
    if (tallies.size >= remembered) tallies.clear();
    tallies.set(name, tally);
    return tally;
  };
  const nameOf = ({ kind, id }: Caller, whilePaused = false) =>
    `${kind}#${id}${whilePaused ? '#while-paused' : ''}`;
  const refusalOf = (caller: Caller, whilePaused = false) => {
    const rule = rules[caller.kind];
    const { isPaused, window } = tallyOf(nameOf(caller, whilePaused), rule);
    const seconds = window.until - clock.now().getTime() / 1_000;
    return isPaused ? tooMany(caller, rule, seconds) : undefined;
  };

  /** What was counted here, added to what others have counted; kept for later if that fails. */
  const report = async (name: string, rule: RequestRule, tally: Tally): Promise<boolean> => {
    const { count, window } = tally;
    tally.count = 0;
    try {
      const sum = await counts.add(name, window, count);
      tally.due = Math.max(1, Math.min(rule.batch, rule.most - sum));
      return sum >= rule.most;
    } catch {
      tally.count += count;
      tally.due = tally.count + rule.batch;
      return false;
    }
  };

  return {
    refusalOf: (caller) => refusalOf(caller),

    learn(caller, pausedUntil) {
      if (pausedUntil === undefined || pausedUntil <= clock.now().toISOString()) return undefined;
      tallyOf(nameOf(caller), rules[caller.kind]).isPaused = true;
      return refusalOf(caller);
    },

    async count(caller, whilePaused) {
      const rule = rules[caller.kind];
      const name = nameOf(caller, whilePaused);
      const tally = tallyOf(name, rule);
      const refusal = whilePaused ? refusalOf(caller, true) : undefined;
      if (refusal) throw refusal;
      tally.count += 1;
      if (tally.count < tally.due) return;
      if (!(await report(name, rule, tally))) return;
      tally.isPaused = true;
      if (whilePaused) return;
      // That either fails is no reason to turn away a request that was in time.
      await Promise.allSettled([
        counts.pause(caller, tally.window),
        counts.tell(caller, tally.window, clock.now()),
      ]);
    },
  };
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
