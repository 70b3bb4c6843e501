import { mkdirSync } from 'node:fs';
import { type Access, createAccess } from './access/access.ts';
import { createCredentials, type KeyPair } from './access/credentials.ts';
import { createRoles } from './access/roles.ts';
import { readAssembly } from './assembly/read-assembly.ts';
import { type ResolvedResource, resolveAssembly } from './assembly/resolve-assembly.ts';
import { withVariables } from './assembly/with-variables.ts';
import { type Clock, createClock } from './clock.ts';
import { type CloudServices, createServices } from './cloud-services.ts';
import { openStore } from './database.ts';
import { codePathIn, createResources, placeOf } from './deployment.ts';
import { createEndpoint } from './endpoint/endpoint.ts';
import { createHooks } from './endpoint/hooks.ts';
import { gatewayLimits, listen } from './endpoint/listen.ts';
import { serveHooks } from './endpoint/serve-hooks.ts';
import { createFaults, type Faults } from './faults.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { CloudContext } from './service.ts';

export interface BootOptions {
  /** Folder of the synthesized cloud assembly (`cdk.out`). */
  readonly assembly: string;
  /** Where state is kept; without it in memory, gone with `close`. */
  readonly dataDir?: string;
  /** Folder that spares later starts the compiling of functions; made where it is not there, may be deleted. */
  readonly compiledCode?: string;
  /** Taken over: `close` ends it. The machine's own time by default. */
  readonly clock?: Clock;
  /** Seed of the injected faults. */
  readonly seed?: number;
  /** Values of functions' variables other than the assembly's, where a test asks for another choice of the deployment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Keeps what point-in-time recovery of tables needs. */
  readonly keepsHistory?: boolean;
  /** Whether schedules run; without them nothing begins that nobody has asked for. True by default. */
  readonly runsSchedules?: boolean;
  /** 0 or none takes a free port. */
  readonly ports?: { readonly endpoint?: number; readonly api?: number };
  /** Keeps warnings and the trouble that functions tell of out of stderr; `warnings` and `logs` have them anyway. */
  readonly quiet?: boolean;
}

/** A running local cloud. */
export interface LocalCloud {
  /** Address of all AWS services, as for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Address of the HTTP API. */
  readonly api: string;
  readonly region: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly operatorCredentials: KeyPair;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly access: Access;
  readonly services: CloudServices;
  /** The deployed resources of a type, with what `Ref` and `Fn::GetAtt` give of them. */
  resources(type: string): readonly ResolvedResource[];
  warnings(): readonly string[];
  /** Resolves when everything that is due now has been done: queues, streams, invocations. */
  settle(): Promise<void>;
  /** Lets what runs come to its end, then forgets all data and messages; resources stay. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the local cloud from a synthesized assembly. Throws one clear sentence where the assembly,
 * the data folder or a port is at fault, and leaves nothing running then.
 */
export async function boot(options: BootOptions): Promise<LocalCloud> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: BootOptions,
  closers: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<LocalCloud> {
  const {
    quiet = false,
    ports = {},
    keepsHistory = false,
    runsSchedules = true,
    compiledCode,
  } = options;
  const warnings = new Set<string>();
  const warn = (text: string) => {
    if (!quiet && !warnings.has(text)) process.stderr.write(`${text}\n`);
    warnings.add(text);
  };
  const assembly = readAssembly(options.assembly);
  const place = placeOf(assembly, warn);
  const store = openStore(options.dataDir);
  closers.push(store.close);
  const { database, objectDirectory } = store;
  if (compiledCode) mkdirSync(compiledCode, { recursive: true });
  const clock = options.clock ?? createClock();
  closers.push(() => {
    clock.close();
    return clock.settled();
  });
  const faults = createFaults(options.seed);
  const outbox = createOutbox({ database, clock });
  const roles = createRoles(place);
  const access = createAccess(roles, place);
  const credentials = createCredentials(database);

  const endpointServer = await listen(ports.endpoint ?? 0);
  closers.push(endpointServer.close);
  const apiServer = await listen(ports.api ?? 0, gatewayLimits);
  closers.push(apiServer.close);
  const context: CloudContext = {
    clock,
    database,
    objectDirectory,
    ...place,
    faults,
    access,
    credentials,
    outbox,
    warn,
    keepsHistory,
    runsSchedules,
    // Services need one another in circles: these are asked only once all of them are there.
    events: { put: (bus, event) => services.events.put(bus, event) },
    functions: {
      invoke: (name, payload) => services.lambda.invoke(name, payload),
      enqueue: (name, payload) => services.lambda.enqueue(name, payload),
    },
  };
  const services = createServices(context, {
    endpointUrl: endpointServer.url,
    apiUrl: apiServer.url,
    codePath: codePathIn(assembly),
    compiledCode,
    credentialsFor: credentials.forRole,
    quiet,
  });
  closers.push(services.stop);

  const types = { ...services.resourceTypes, ...roles.resourceTypes };
  const resolved = resolveAssembly(assembly, { ...place, types });
  for (const type of resolved.unknownTypes)
    warn(`${type} is not emulated: what the stacks say of it has no effect here.`);
  const resources = withVariables(resolved.resources, options.variables ?? {});
  createResources(resources, types, roles);
  for (const { arn } of roles.list()) credentials.forRole(arn);

  const settle = async () => {
    await clock.advance(0);
    await clock.settled();
  };
  const reset = async () => {
    await settle();
    for (const service of services.all) service.reset();
    outbox.clear();
  };
  const hooks = createHooks({
    outbox,
    clock,
    faults,
    outputs: () => resolved.outputs,
    reset,
    settle,
  });
  endpointServer.serve(
    createEndpoint({
      services: services.byName,
      credentials,
      access,
      clock,
      faults,
      hooks,
      onDefect: warn,
    }),
  );
  services.httpApi.mount('/_local', serveHooks(hooks, { clock, onDefect: warn }));
  apiServer.serve(services.httpApi.listener);

  return {
    endpoint: endpointServer.url,
    api: apiServer.url,
    region: place.region,
    outputs: resolved.outputs,
    operatorCredentials: credentials.operator,
    outbox,
    clock,
    faults,
    access,
    services,
    resources: (type) => resources.filter(({ resource }) => resource.type === type),
    warnings: () => [...warnings],
    settle,
    reset,
    close,
  };
}
