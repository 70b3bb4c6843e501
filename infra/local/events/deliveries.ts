import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { inBackground } from '../background.ts';
import { type CloudContext, ServiceError } from '../service.ts';
import type { QueueAccess } from '../sqs/queue-access.ts';

const Delivery = z.object({
  /** The target's ARN. */
  arn: z.string(),
  /** The rule or schedule that sends. */
  sourceArn: z.string(),
  /** The role that sends, for schedules; a rule needs the target's own permission. */
  roleArn: z.string().optional(),
  /** JSON text. */
  payload: z.string(),
  maximumRetries: z.number(),
  maximumAge: z.number(),
  deadLetterArn: z.string().optional(),
});

/** One event on its way to one target. */
export type Delivery = Readonly<z.output<typeof Delivery>>;

const Row = z.object({
  id: z.string(),
  delivery: z.string().transform((text) => Delivery.parse(JSON.parse(text))),
  attempts: z.number(),
  created_at: z.number(),
});

export interface DeliveryNeeds {
  readonly queues: QueueAccess;
  /** Whether a function lets a rule invoke it; not asked where absent. */
  readonly permits?: (functionName: string, principal: string, sourceArn: string) => boolean;
  /** Puts an event on another bus. */
  readonly forward: (busArn: string, payload: string) => void;
}

/** A reordered delivery comes up to a second late. */
const longestDelay = 1_000;

const retryDelay = (attempts: number) => Math.min(1_000 * 2 ** attempts, 300_000);

/** Brings events to targets: later, at least once, again on failure, kept over a restart. */
export function createDeliveries(context: CloudContext, needs: DeliveryNeeds) {
  const { clock, database, faults } = context;
  database.exec(`CREATE TABLE IF NOT EXISTS events_deliveries (
    id TEXT PRIMARY KEY, delivery TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL) STRICT`);
  const insert = database.prepare(
    'INSERT INTO events_deliveries (id, delivery, created_at) VALUES (?, ?, ?)',
  );
  const find = database.prepare('SELECT * FROM events_deliveries WHERE id = ?');
  const all = database.prepare('SELECT * FROM events_deliveries ORDER BY rowid');
  const count = database.prepare('UPDATE events_deliveries SET attempts = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM events_deliveries WHERE id = ?');

  const permitted = ({ arn, sourceArn, roleArn }: Delivery, action: string) => {
    if (roleArn) context.access.check({ kind: 'role', roleArn }, [{ action, resource: arn }]);
    else if (action === 'lambda:InvokeFunction' && needs.permits)
      if (!needs.permits(arn, 'events.amazonaws.com', sourceArn))
        throw new ServiceError('NO_PERMISSIONS', `${arn} does not let ${sourceArn} invoke it.`);
  };

  const hand = (delivery: Delivery) => {
    const { arn, payload } = delivery;
    if (arn.startsWith('arn:aws:sqs:')) {
      permitted(delivery, 'sqs:SendMessage');
      needs.queues.send(arn, payload);
    } else if (arn.startsWith('arn:aws:lambda:')) {
      permitted(delivery, 'lambda:InvokeFunction');
      context.functions.enqueue(arn, JSON.parse(payload));
    } else {
      permitted(delivery, 'events:PutEvents');
      needs.forward(arn, payload);
    }
  };

  const giveUp = (delivery: Delivery, error: ServiceError, condition: string) => {
    const { deadLetterArn, sourceArn, arn, payload } = delivery;
    if (!deadLetterArn || !needs.queues.exists(deadLetterArn)) return;
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    needs.queues.send(deadLetterArn, payload, {
      attributes: {
        RULE_ARN: text(sourceArn),
        TARGET_ARN: text(arn),
        ERROR_CODE: text(error.code),
        ERROR_MESSAGE: text(error.message),
        EXHAUSTED_RETRY_CONDITION: text(condition),
      },
    });
  };

  const attempt = (id: string): void => {
    const row = Row.optional().parse(find.get(id));
    if (!row) return;
    const { delivery } = row;
    try {
      hand(delivery);
      remove.run(id);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const attempts = row.attempts + 1;
      count.run(attempts, id);
      context.warn(`${delivery.sourceArn} cannot reach ${delivery.arn}: ${error.message}`);
      const delay = retryDelay(attempts);
      const tooOld = clock.now() + delay - row.created_at > delivery.maximumAge;
      if (attempts <= delivery.maximumRetries && !tooOld) {
        clock.after(delay, () => attempt(id));
        return;
      }
      giveUp(delivery, error, tooOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts');
      remove.run(id);
    }
  };

  const begin = (id: string) => inBackground(context, () => attempt(id));

  for (const row of all.all()) begin(Row.parse(row).id);

  return {
    add(delivery: Delivery): void {
      const copies = faults.strikes('duplicate-delivery', delivery.sourceArn) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        const id = randomUUID();
        insert.run(id, JSON.stringify(delivery), clock.now());
        if (faults.strikes('reordered-delivery', delivery.sourceArn))
          clock.after(faults.random() * longestDelay, () => attempt(id));
        else begin(id);
      }
    },
    clear: () => database.exec('DELETE FROM events_deliveries'),
  };
}
