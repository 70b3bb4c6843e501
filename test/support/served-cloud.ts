import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '#infra/local/clock';
import { openMemory } from '#infra/local/database';
import { createFaults } from '#infra/local/faults';
import {
  type AccessNeed,
  type BusEvent,
  type Caller,
  type CloudContext,
  type CloudService,
  type OutboxMessage,
  type Resource,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '#infra/local/service';
import { verifySignature } from '#infra/local/signature';

export const OPERATOR_KEYS = { accessKeyId: 'AKIDOPERATOR', secretAccessKey: 'operator-secret' };
export const ROLE_KEYS = { accessKeyId: 'AKIDROLE', secretAccessKey: 'role-secret' };

/** What a service did to its surroundings, and what roles may do (operators may do anything). */
export interface Surroundings {
  readonly context: CloudContext;
  readonly events: BusEvent[];
  readonly outbox: Omit<OutboxMessage, 'id' | 'at'>[];
  readonly asked: AccessNeed[];
  /** Says whether the role's policies allow a need; everything is refused until this is set. */
  roleMay: (need: AccessNeed) => boolean;
  close(): void;
}

export function createSurroundings({ keepsHistory = false } = {}): Surroundings {
  const database = openMemory();
  const objectDirectory = mkdtempSync(join(tmpdir(), 'contract-'));
  const events: BusEvent[] = [];
  const outbox: Surroundings['outbox'] = [];
  const asked: AccessNeed[] = [];
  const surroundings: Surroundings = {
    events,
    outbox,
    asked,
    roleMay: () => false,
    close() {
      context.clock.close();
      database.close();
      rmSync(objectDirectory, { recursive: true });
    },
    get context() {
      return context;
    },
  };
  const context: CloudContext = {
    clock: createClock(),
    database,
    objectDirectory,
    region: 'eu-west-1',
    accountId: '000000000000',
    faults: createFaults(),
    access: {
      check(caller, needs) {
        asked.push(...needs);
        if (caller.kind === 'operator') return;
        const denied = needs.find((need) => caller.kind !== 'role' || !surroundings.roleMay(need));
        if (!denied) return;
        throw new ServiceError('AccessDenied', `Not authorized: ${denied.action}`, { status: 403 });
      },
    },
    credentials: { find: (id) => owners.get(id) },
    events: { put: (_bus, event) => events.push(event) },
    functions: {
      invoke: () => Promise.reject(new Error('No functions here')),
      enqueue: () => {
        throw new Error('No functions here');
      },
    },
    outbox: { add: (message) => `message-${outbox.push(message)}` },
    warn: () => {},
    keepsHistory,
  };
  return surroundings;
}

const owners = new Map<string, { secret: string; caller: Caller }>([
  [
    OPERATOR_KEYS.accessKeyId,
    { secret: OPERATOR_KEYS.secretAccessKey, caller: { kind: 'operator' } },
  ],
  [
    ROLE_KEYS.accessKeyId,
    {
      secret: ROLE_KEYS.secretAccessKey,
      caller: { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/worker' },
    },
  ],
]);

/** Makes a resource as the template loader does and gives its identity. */
export function createResource(
  service: { resourceTypes: Readonly<Record<string, ResourceType>> },
  resource: Pick<Resource, 'type'> & Partial<Resource>,
) {
  const type = service.resourceTypes[resource.type];
  if (!type) throw new Error(`No such type: ${resource.type}`);
  const whole = { logicalId: 'Thing', stack: 'Test', properties: {}, ...resource };
  const name = type.nameProperty ? whole.properties[type.nameProperty] : undefined;
  const identity = type.identify({ ...whole, name: typeof name === 'string' ? name : undefined });
  type.create(whole, identity);
  return identity;
}

/** Serves one service over HTTP with signatures and access checked; gives SDK client settings. */
export async function serve(surroundings: Surroundings, service: CloudService) {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming).then(({ status, headers, body }) => {
      outgoing.writeHead(status, headers).end(incoming.method === 'HEAD' ? undefined : body);
    });
  });

  const answer = async (incoming: IncomingMessage): Promise<ServiceResponse> => {
    const request = await readRequest(incoming);
    const { credentials, clock, access } = surroundings.context;
    try {
      const verified = service.isUnsigned?.(request)
        ? undefined
        : verifySignature(request, { credentials, now: clock.now() });
      const { caller } = verified?.kind === 'signed' ? verified : request;
      const signed = { ...request, caller };
      access.check(caller, service.needs(signed));
      return await service.handle(signed);
    } catch (error) {
      const known =
        error instanceof ServiceError
          ? error
          : new ServiceError('InternalError', String(error), { status: 500 });
      return service.refuse(request, known);
    }
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      region: surroundings.context.region,
      endpoint: `http://127.0.0.1:${port}`,
      maxAttempts: 1,
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      surroundings.close();
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ServiceRequest> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(await incoming.toArray()),
    caller: { kind: 'anonymous' },
  };
}

/** The AWS error code and status of a call that should fail. */
export async function failureOf(promise: Promise<unknown>): Promise<[string, number]> {
  try {
    await promise;
  } catch (error) {
    const { name, $metadata } = error as {
      name: string;
      $metadata?: { httpStatusCode?: number };
    };
    return [name, $metadata?.httpStatusCode ?? 0];
  }
  return ['succeeded', 200];
}
