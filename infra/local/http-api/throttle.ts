import type { Clock } from '../clock.ts';
import type { RouteSettings } from './api-definition.ts';

/** A token bucket: `burst` requests at once, `rate` more every second. */
function createBucket(clock: Clock, rate: number, burst: number) {
  let tokens = burst;
  let filledAt = clock.now();
  return {
    take(): boolean {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * rate);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

/** Admits requests by the stage's settings: one bucket for all routes, and one per route with its own. */
export function createThrottle(
  clock: Clock,
  settings: {
    readonly byDefault: RouteSettings | undefined;
    readonly byRoute: Readonly<Record<string, RouteSettings>>;
  },
) {
  const bucketOf = (limits: RouteSettings | undefined) =>
    limits?.ThrottlingRateLimit === undefined && limits?.ThrottlingBurstLimit === undefined
      ? undefined
      : createBucket(
          clock,
          limits.ThrottlingRateLimit ?? Number.POSITIVE_INFINITY,
          limits.ThrottlingBurstLimit ?? 5_000,
        );
  const common = bucketOf(settings.byDefault);
  const own = new Map(
    Object.entries(settings.byRoute).map(([key, limits]) => [key, bucketOf(limits)]),
  );
  return (routeKey: string): boolean => (own.get(routeKey) ?? common)?.take() ?? true;
}
