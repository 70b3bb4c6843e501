import type { CloudContext, StreamSource } from '../service.ts';
import type { QueueAccess } from '../sqs/queue-access.ts';
import type { FailureSender } from './failure-destination.ts';
import type { Functions } from './functions.ts';
import { isQueueArn, type Mapping } from './mapping-definition.ts';
import { type RunningMapping, runQueueMapping } from './queue-mapping.ts';
import { runStreamMapping } from './stream-mapping.ts';
import type { StreamPositions } from './stream-positions.ts';

export interface MappingNeeds {
  readonly functions: Functions;
  readonly sendAs: FailureSender;
  readonly queues: QueueAccess;
  readonly streams: StreamSource;
  readonly positions: StreamPositions;
}

/** The event source mappings that there are, by their ids; those that are enabled run. */
export function createMappings(context: CloudContext, needs: MappingNeeds) {
  const known = new Map<string, { readonly mapping: Mapping; readonly running?: RunningMapping }>();

  const remove = (id: string): void => {
    known.get(id)?.running?.stop();
    known.delete(id);
  };

  return {
    list: (): readonly Mapping[] => [...known.values()].map(({ mapping }) => mapping),
    /** Makes a mapping, or puts it in the place of the one with its id. */
    put(mapping: Mapping): void {
      remove(mapping.id);
      if (!mapping.enabled) {
        known.set(mapping.id, { mapping });
        return;
      }
      const running = isQueueArn(mapping.sourceArn)
        ? runQueueMapping(mapping, context, needs.functions, needs.queues)
        : runStreamMapping(mapping, context, needs);
      known.set(mapping.id, { mapping, running });
      running.wake();
    },
    remove,
    wake(): void {
      for (const { running } of known.values()) running?.wake();
    },
    stop(): void {
      for (const { running } of known.values()) running?.stop();
    },
  };
}

export type Mappings = ReturnType<typeof createMappings>;
