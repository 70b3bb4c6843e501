import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import {
  type CloudContext,
  type CloudService,
  type EventSink,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
} from '../service.ts';
import { createDeliveries, type DeliveryNeeds } from './deliveries.ts';
import { busArn, checkEntry, readEntries } from './put-events.ts';
import { type Rule, ruleDefinition, timedTarget } from './rule-definition.ts';
import type { Schedule } from './schedule-expression.ts';

export interface EventsService extends CloudService, EventSink {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  /** Resolves when nothing waits to be delivered now. */
  idle(): Promise<void>;
}

const Envelope = z.looseObject({ id: z.string() });

type Envelope = z.output<typeof Envelope>;

const nameOfBus = (nameOrArn: string) => nameOrArn.split('/').at(-1) ?? nameOrArn;

/** EventBridge writes times without milliseconds. */
const timeText = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

function bodyOf(request: ServiceRequest): unknown {
  if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents')
    throw new ServiceError(
      'UnknownOperationException',
      `The local cloud does not know the EventBridge operation “${request.headers['x-amz-target'] ?? ''}”.`,
    );
  try {
    return JSON.parse(Buffer.from(request.body).toString());
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}

/** EventBridge buses, rules and schedules, all on the shared clock. */
export function createEvents(
  context: CloudContext,
  needs: Pick<DeliveryNeeds, 'queues' | 'permits'>,
): EventsService {
  const { clock, faults, region, accountId, runsSchedules = true } = context;
  const buses = new Set(['default']);
  const rules = new Map<string, Rule>();
  const timers = new Map<string, () => void>();

  const route = (bus: string, event: Envelope) => {
    for (const rule of rules.values()) {
      if (rule.bus !== bus || !rule.matches?.(event)) continue;
      for (const target of rule.targets)
        deliveries.add({ ...target.route, payload: target.input(event) });
    }
  };

  const deliveries = createDeliveries(context, {
    ...needs,
    forward(arn, payload) {
      if (!buses.has(nameOfBus(arn)))
        throw new ServiceError('ResourceNotFoundException', `Event bus ${arn} does not exist.`);
      route(nameOfBus(arn), Envelope.parse(JSON.parse(payload)));
    },
  });

  const envelope = (fields: {
    readonly 'detail-type': string;
    readonly source: string;
    readonly resources: readonly string[];
    readonly detail: unknown;
    readonly at?: number;
  }): Envelope => ({
    version: '0',
    id: randomUUID(),
    'detail-type': fields['detail-type'],
    source: fields.source,
    account: accountId,
    time: timeText(fields.at ?? clock.now()),
    region,
    resources: fields.resources,
    detail: fields.detail,
  });

  const put: EventSink['put'] = (busName, event) => {
    const bus = nameOfBus(busName);
    if (!buses.has(bus))
      throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    route(bus, envelope({ ...event, resources: event.resources ?? [] }));
  };

  const repeat = (key: string, schedule: Schedule, run: (at: number) => void) => {
    const arm = () => {
      const next = schedule(clock.now());
      if (next === undefined) return;
      const cancel = clock.after(next - clock.now(), () => {
        run(next);
        arm();
      });
      timers.set(key, cancel);
    };
    timers.get(key)?.();
    timers.delete(key);
    if (runsSchedules) arm();
  };

  const stopRepeating = (key: string) => {
    timers.get(key)?.();
    timers.delete(key);
  };

  const createRule: ResourceType['create'] = (resource, { ref: name, attributes }) => {
    const arn = attributes['Arn'] ?? '';
    const rule = ruleDefinition(resource, { name, arn });
    rules.delete(arn);
    stopRepeating(arn);
    if (!rule) return;
    rules.set(arn, rule);
    const { schedule, targets } = rule;
    if (!schedule) return;
    repeat(arn, schedule, (at) => {
      const event = envelope({
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        resources: [arn],
        detail: {},
        at,
      });
      for (const target of targets)
        deliveries.add({ ...target.route, payload: target.input(event) });
    });
  };

  const createSchedule: ResourceType['create'] = (resource, { attributes }) => {
    const arn = attributes['Arn'] ?? '';
    stopRepeating(arn);
    const timed = timedTarget(resource, arn);
    if (!timed) return;
    const { target, window } = timed;
    repeat(arn, timed.schedule, (at) => {
      const event = envelope({
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        resources: [arn],
        detail: '{}',
        at,
      });
      const deliver = () => deliveries.add({ ...target.route, payload: target.input(event) });
      if (window === 0) deliver();
      else clock.after(faults.random() * window, deliver);
    });
  };

  const putEntry = (entry: ReturnType<typeof readEntries>[number]) => {
    const bus = nameOfBus(entry.EventBusName);
    if (faults.strikes('throttle', bus))
      return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
    const checked = checkEntry(entry);
    if ('ErrorCode' in checked) return checked;
    if (!buses.has(bus))
      return {
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Event bus ${bus} does not exist.`,
      };
    const event = envelope({
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      resources: entry.Resources,
      detail: checked.detail,
      ...(entry.Time === undefined ? {} : { at: entry.Time * 1_000 }),
    });
    route(bus, event);
    return { EventId: event.id };
  };

  const named =
    (prefix: string): ResourceType['identify'] =>
    ({ name, stack, logicalId }) => {
      const given = name ?? `${stack}-${logicalId}`.slice(-64);
      return { ref: given, attributes: { Arn: `${prefix}${given}`, Name: given } };
    };
  const events = `arn:aws:events:${region}:${accountId}`;
  const scheduler = `arn:aws:scheduler:${region}:${accountId}`;

  return {
    put,
    idle: () => clock.settled(),
    reset: () => deliveries.clear(),
    resourceTypes: {
      'AWS::Events::EventBus': {
        nameProperty: 'Name',
        identify: named(`${events}:event-bus/`),
        create: (_resource, { ref }) => void buses.add(ref),
      },
      'AWS::Events::Rule': {
        nameProperty: 'Name',
        identify: named(`${events}:rule/`),
        create: createRule,
      },
      'AWS::Scheduler::Schedule': {
        nameProperty: 'Name',
        identify: named(`${scheduler}:schedule/default/`),
        create: createSchedule,
      },
      'AWS::Scheduler::ScheduleGroup': {
        nameProperty: 'Name',
        identify: named(`${scheduler}:schedule-group/`),
        create: () => undefined,
      },
    },
    needs: (request) =>
      readEntries(bodyOf(request)).map((entry) => ({
        action: 'events:PutEvents',
        resource: busArn(entry.EventBusName, context),
        conditions: {
          'events:source': entry.Source ?? '',
          'events:detail-type': entry.DetailType ?? '',
        },
      })),
    async handle(request) {
      const results = readEntries(bodyOf(request)).map(putEntry);
      if (faults.strikes('lost-acknowledgement', 'events'))
        throw new ServiceError(
          'InternalException',
          'The answer was lost after the work was done.',
          {
            status: 500,
          },
        );
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        }),
      };
    },
    refuse: (_request, error) => ({
      status: error.status,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    }),
  };
}
