import { type CloudContext, ServiceError } from '../service.ts';
import type { QueueAccess } from '../sqs/queue-access.ts';

type SendOptions = NonNullable<Parameters<QueueAccess['send']>[2]>;

/** Sends what a function could not handle to a queue, with the rights of the function's role. */
export type FailureSender = (
  roleArn: string,
  queueArn: string,
  body: string,
  options?: SendOptions,
) => void;

/** A sender that tells the operator when an event is lost, because nothing else would. */
export function createFailureSender(
  context: Pick<CloudContext, 'access' | 'warn'>,
  queues: QueueAccess,
): FailureSender {
  return (roleArn, queueArn, body, options) => {
    try {
      context.access.check({ kind: 'role', roleArn }, [
        { action: 'sqs:SendMessage', resource: queueArn },
      ]);
      queues.send(queueArn, body, options);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      context.warn(`A failed event was lost: ${roleArn} → ${queueArn}: ${error.message}`);
    }
  };
}
