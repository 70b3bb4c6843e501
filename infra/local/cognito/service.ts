import { randomUUID } from 'node:crypto';
import {
  type CloudContext,
  type CloudService,
  type ResourceType,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { answerOAuth, endpointAddresses, isOAuthPath } from './oauth/endpoints.ts';
import { originOf } from './oauth/oauth-response.ts';
import type { Prepared } from './operations/operation.ts';
import { operations } from './operations/table.ts';
import { createPools } from './pools.ts';
import { createTables, emptyTables } from './tables.ts';
import { issuerOf } from './tokens.ts';
import { type CognitoNeeds, openWorld } from './world.ts';

const target = /^AWSCognitoIdentityProviderService\.(\w+)$/;
const wellKnown = /^\/([^/]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** Nothing changes in these, so their answer can be lost without consequence. */
const reading = /^(Describe|List|Admin(Get|List)|Get(User|UserPoolMfaConfig|UserAuthFactors)$)/;

/** Cognito user pools: people, sign-in, tokens, recovery, with the pool's own triggers. */
export function createCognito(
  context: CloudContext,
  needs: CognitoNeeds,
): CloudService & { readonly resourceTypes: Readonly<Record<string, ResourceType>> } {
  const { database, faults } = context;
  createTables(database);
  const { resourceTypes, ...pools } = createPools(context);
  const world = openWorld(context, pools, needs);

  const prepare = (request: ServiceRequest): Prepared & { readonly name: string } => {
    const name = operationName(request);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation)
      throw new ServiceError(
        'UnknownOperationException',
        `The local cloud does not emulate ${name || 'this request'} of Cognito.`,
      );
    return { name, ...operation(world, name, parseBody(request.body)) };
  };

  const describeKeys = async (
    poolId: string,
    document: string,
    request: ServiceRequest,
  ): Promise<ServiceResponse> => {
    const pool = world.pools.pool(poolId);
    if (document === 'jwks.json') return respond(200, await world.keys.jwks(pool.id));
    const issuer = issuerOf(world, pool);
    return respond(200, {
      issuer,
      jwks_uri: `${originOf(request)}/${pool.id}/.well-known/jwks.json`,
      ...endpointAddresses(request),
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
    });
  };

  return {
    resourceTypes: { ...resourceTypes, ...world.providers.resourceTypes },

    isUnsigned: ({ path }) => wellKnown.test(path) || isOAuthPath(path),

    needs: (request) =>
      wellKnown.test(request.path) || isOAuthPath(request.path) ? [] : prepare(request).needs,

    async handle(request) {
      const [, poolId, document] = wellKnown.exec(request.path) ?? [];
      if (poolId !== undefined && document !== undefined)
        return describeKeys(poolId, document, request);
      if (isOAuthPath(request.path)) return answerOAuth(world, request);
      const { name, run } = prepare(request);
      const scope = `cognito-idp:${name}`;
      if (faults.strikes('throttle', scope))
        throw new ServiceError('TooManyRequestsException', 'Too many requests');
      const answer = await run();
      if (!reading.test(name) && faults.strikes('lost-acknowledgement', scope))
        throw new ServiceError('InternalErrorException', 'Internal failure', { status: 500 });
      return respond(200, answer);
    },

    refuse(_request, { code, status, message, details }) {
      const type = code === 'AccessDenied' ? 'AccessDeniedException' : code;
      return respond(status, { __type: type, message, ...details }, { 'x-amzn-errortype': type });
    },

    reset() {
      emptyTables(database);
      world.pools.forgetChanges();
    },
  };
}

function operationName(request: ServiceRequest): string {
  return target.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '';
}

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request is not valid JSON.');
  }
}

function respond(
  status: number,
  document: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(document),
  };
}
