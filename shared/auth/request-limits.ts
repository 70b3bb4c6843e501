import * as z from 'zod';

const perMinute = z
  .int()
  .min(60, 'Allow one request a second at least: pages and programs are of no use with less.')
  .max(60_000);

/** How many requests one caller may send a minute, whatever they ask. */
export const RequestLimits = z.strictObject({
  /** A person, in all their sessions together. */
  person: perMinute.default(600),
  /** An API key. */
  key: perMinute.default(3_000),
});

export type RequestLimits = z.output<typeof RequestLimits>;

/** At most `most` requests in any so many seconds. */
export interface RequestRule {
  readonly name: 'person' | 'key';
  readonly most: number;
  readonly windowSeconds: number;
  /** So many requests an environment counts for itself before it tells the others: 2 % of the limit. */
  readonly batch: number;
}

function rule(name: RequestRule['name'], perMinute: number, windowSeconds: number): RequestRule {
  const most = Math.floor((perMinute * windowSeconds) / 60);
  return { name, most, windowSeconds, batch: Math.ceil(most / 50) };
}

/** What people do comes in bursts; programs can pace themselves, and must not take all there is for long. */
export function requestRules({ person, key }: RequestLimits) {
  return { person: rule('person', person, 60), key: rule('key', key, 10) };
}

/** The limits of a deployment, as its functions get them. Throws for what is none: fail closed. */
export function readRequestLimits(text: string | undefined): RequestLimits {
  return RequestLimits.parse(JSON.parse(text ?? '{}'));
}

/** The deployment's choice, read where a gate is made: whatever function has one keeps it, and none can forget it. */
export const deployedLimits = () => readRequestLimits(process.env['REQUEST_LIMITS']);
