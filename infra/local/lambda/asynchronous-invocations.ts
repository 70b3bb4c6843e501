import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { inBackground } from '../background.ts';
import { type CloudContext, ServiceError } from '../service.ts';
import type { Failure, Outcome } from './execution-environment.ts';
import type { FailureSender } from './failure-destination.ts';
import type { Functions } from './functions.ts';

/** What `AWS::Lambda::EventInvokeConfig` can change about asynchronous invocations. */
export interface AsynchronousSettings {
  readonly retries: number;
  readonly maximumAgeMs: number;
  readonly onFailureArn: string | undefined;
  readonly onSuccessArn: string | undefined;
}

export const defaultAsynchronousSettings: AsynchronousSettings = {
  retries: 2,
  maximumAgeMs: 6 * 3_600_000,
  onFailureArn: undefined,
  onSuccessArn: undefined,
};

const Row = z.object({
  id: z.string(),
  function_name: z.string(),
  payload: z.string(),
  attempts: z.number(),
  created_at: z.number(),
});

type StoredEvent = z.output<typeof Row>;

const throttled: Failure = {
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
};

/** One minute before the first retry, two before the second: “Asynchronous invocation”. */
const retryDelay = (attempts: number) => attempts * 60_000;

/** Lambda's own queue of events, kept in the database until each has been handled or given up. */
export function createAsynchronousInvocations(
  context: CloudContext,
  functions: Functions,
  sendAs: FailureSender,
) {
  const { clock, database, faults } = context;
  database.exec(`CREATE TABLE IF NOT EXISTS lambda_events (
    id TEXT PRIMARY KEY, function_name TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) STRICT`);
  const insert = database.prepare(
    'INSERT INTO lambda_events (id, function_name, payload, created_at) VALUES (?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE lambda_events SET attempts = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM lambda_events WHERE id = ?');
  const find = database.prepare('SELECT * FROM lambda_events WHERE id = ?');
  const ofFunction = database.prepare(
    'SELECT * FROM lambda_events WHERE function_name = ? ORDER BY rowid',
  );
  const settings = new Map<string, AsynchronousSettings>();
  const settingsOf = (name: string) => settings.get(name) ?? defaultAsynchronousSettings;

  const report = (event: StoredEvent, outcome: Outcome, arn: string | undefined) => {
    if (!arn) return;
    const { definition } = functions.find(event.function_name);
    sendAs(
      definition.roleArn,
      arn,
      JSON.stringify({
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: {
          requestId: event.id,
          functionArn: `${definition.arn}:$LATEST`,
          condition: outcome.ok ? 'Success' : 'RetriesExhausted',
          approximateInvokeCount: event.attempts,
        },
        requestPayload: parsed(event.payload),
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          ...(outcome.ok ? {} : { functionError: 'Unhandled' }),
        },
        responsePayload: outcome.ok ? parsed(outcome.payload) : outcome.failure,
      }),
    );
  };

  const giveUp = (event: StoredEvent, failure: Failure) => {
    const { definition } = functions.find(event.function_name);
    report(event, { ok: false, failure }, settingsOf(event.function_name).onFailureArn);
    if (definition.deadLetterArn)
      sendAs(definition.roleArn, definition.deadLetterArn, event.payload, {
        attributes: {
          RequestID: { DataType: 'String', StringValue: event.id },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: {
            DataType: 'String',
            StringValue: failure.errorMessage.slice(0, 1_024) || failure.errorType,
          },
        },
      });
    remove.run(event.id);
  };

  const attempt = async (id: string): Promise<void> => {
    const event = Row.optional().parse(find.get(id));
    if (!event || !functions.has(event.function_name)) return;
    const { retries, maximumAgeMs, onSuccessArn } = settingsOf(event.function_name);
    const again = (delayMs: number, failure: Failure) => {
      if (clock.now() + delayMs - event.created_at > maximumAgeMs) giveUp(event, failure);
      else clock.after(delayMs, () => attempt(id));
    };
    let outcome: Outcome;
    try {
      outcome = await functions.find(event.function_name).run(event.payload, event.id);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code === 'TooManyRequestsException') return again(1_000, throttled);
      context.warn(error.message);
      return giveUp(event, { errorType: error.code, errorMessage: error.message });
    }
    const attempts = event.attempts + 1;
    update.run(attempts, id);
    if (outcome.ok) {
      report({ ...event, attempts }, outcome, onSuccessArn);
      remove.run(id);
    } else if (attempts > retries) giveUp({ ...event, attempts }, outcome.failure);
    else again(retryDelay(attempts), outcome.failure);
  };

  const begin = (id: string) => inBackground(context, () => attempt(id));

  return {
    configure(functionName: string, changed: AsynchronousSettings): void {
      settings.set(functionName, changed);
    },
    /** Stores the event and runs it soon. */
    enqueue(functionName: string, payload: string): string {
      const { definition } = functions.find(functionName);
      const copies = faults.strikes('duplicate-delivery', definition.name) ? 2 : 1;
      let id = '';
      for (let copy = 0; copy < copies; copy++) {
        id = randomUUID();
        insert.run(id, definition.name, payload, clock.now());
        begin(id);
      }
      return id;
    },
    /** Goes on with what an earlier run of this process left. */
    resume(functionName: string): void {
      for (const row of ofFunction.all(functionName)) begin(Row.parse(row).id);
    },
    clear: () => database.exec('DELETE FROM lambda_events'),
  };
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}
