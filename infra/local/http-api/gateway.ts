import { type CloudContext, type FunctionInvoker, ServiceError } from '../service.ts';
import { accessLine } from './access-log.ts';
import type { Api, Integration } from './api-definition.ts';
import type { ApiResources } from './api-resources.ts';
import {
  type Authorization,
  authorizeByFunction,
  authorizeByToken,
  type KeyLookup,
} from './authorizers.ts';
import { preflight, withCors } from './cors.ts';
import { bodyFields, type GatewayRequest, requestFields } from './gateway-request.ts';
import { type GatewayResponse, message, responseOf } from './gateway-response.ts';
import type { RouteMatch } from './route-table.ts';

export interface GatewayNeeds {
  readonly functions: FunctionInvoker;
  /** Public keys for JWT authorizers. */
  readonly keysFor?: KeyLookup;
  /** Whether a function lets the API invoke it; not asked where absent. */
  readonly permits?: (functionName: string, principal: string, sourceArn: string) => boolean;
  /** Gets a line in the stage's format for every request. */
  readonly onAccess: (line: string) => void;
}

const failure = (reason: string) => message(500, 'Internal Server Error', { reason });
const unavailable = (reason: string) => message(503, 'Service Unavailable', { reason });

/** Resolves as `late` when the work takes longer than the milliseconds of real time. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** From request to response: CORS, route, throttling, authorizer, function. */
export function createGateway(context: CloudContext, resources: ApiResources, needs: GatewayNeeds) {
  const domainOf = (request: GatewayRequest, api: Api) =>
    request.headers['host']?.replace(/:\d+$/, '') ??
    `${api.id}.execute-api.${context.region}.amazonaws.com`;

  const invoke = async (integration: Integration, event: unknown): Promise<GatewayResponse> => {
    const running = needs.functions.invoke(integration.IntegrationUri, event);
    const result = await within(integration.TimeoutInMillis, running);
    if (result === 'late') {
      running.catch((error: unknown) => context.warn(String(error)));
      return unavailable('Integration timed out');
    }
    if (!result.error) return responseOf(result.payload);
    const { errorType, errorMessage } = result.error;
    return errorType === 'Sandbox.Timedout' ? unavailable(errorMessage) : failure(errorMessage);
  };

  const authorize = async (
    match: RouteMatch,
    request: GatewayRequest,
    fields: ReturnType<typeof requestFields>,
  ): Promise<Authorization | undefined> => {
    const { authorizerId, scopes } = match.route;
    if (authorizerId === undefined) return undefined;
    const authorizer = resources.authorizer(authorizerId);
    if (!authorizer) return { refused: failure(`There is no authorizer ${authorizerId}.`) };
    if (authorizer.AuthorizerType === 'REQUEST')
      return authorizeByFunction(authorizer, request, fields, {
        functions: needs.functions,
        context,
      });
    const { keysFor } = needs;
    if (!keysFor) return { refused: failure('The local cloud has no keys for JWT authorizers.') };
    return authorizeByToken(authorizer, request, scopes, { keysFor, now: context.clock.now() });
  };

  const permitted = (integration: Integration, match: RouteMatch, api: Api): boolean => {
    const [method = '', path = ''] = match.route.key.split(' ');
    const source = `arn:aws:execute-api:${context.region}:${context.accountId}:${api.id}/$default/${method}${path}`;
    return needs.permits?.(integration.IntegrationUri, 'apigateway.amazonaws.com', source) ?? true;
  };

  const answer = async (
    request: GatewayRequest,
    match: RouteMatch,
    api: Api,
  ): Promise<{ response: GatewayResponse; principal?: string }> => {
    if (!resources.admits(match.route.key)) return { response: message(429, 'Too Many Requests') };
    const integration = resources.integration(match.route.integrationId);
    if (!integration) return { response: failure('The route leads to no integration.') };
    const domainName = domainOf(request, api);
    const fields = requestFields(request, match, { id: api.id, domainName }, context);
    const authorization = await authorize(match, request, fields);
    if (authorization && 'refused' in authorization) return { response: authorization.refused };
    if (!permitted(integration, match, api)) {
      context.warn(`${match.route.key}: no Lambda permission lets the API invoke its function.`);
      return { response: failure('The API has no permission to invoke the function.') };
    }
    const event = {
      ...fields,
      requestContext: {
        ...fields.requestContext,
        ...(authorization ? { authorizer: authorization.authorizer } : {}),
      },
      ...bodyFields(request),
    };
    const response = await invoke(integration, event);
    return authorization?.principal
      ? { response, principal: authorization.principal }
      : { response };
  };

  const guarded = async (request: GatewayRequest, match: RouteMatch, api: Api) => {
    try {
      return await answer(request, match, api);
    } catch (error) {
      const response =
        error instanceof ServiceError && error.code === 'TooManyRequestsException'
          ? unavailable(error.message)
          : failure(error instanceof Error ? error.message : String(error));
      if (!(error instanceof ServiceError))
        context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { response };
    }
  };

  const findRoute = (request: GatewayRequest): RouteMatch | GatewayResponse => {
    try {
      return resources.findRoute(request.method, request.path) ?? message(404, 'Not Found');
    } catch (error) {
      if (error instanceof URIError) return message(400, 'Bad Request');
      throw error;
    }
  };

  return async (request: GatewayRequest): Promise<GatewayResponse> => {
    const api = resources.api();
    const stage = resources.stage();
    if (!api || !stage) return message(404, 'Not Found');
    const cors = api.CorsConfiguration;
    const allowed = cors && preflight(cors, request);
    const match = allowed ?? findRoute(request);
    const { response, principal } =
      'route' in match
        ? { principal: undefined, ...(await guarded(request, match, api)) }
        : { response: match, principal: undefined };
    const complete = cors && !allowed ? withCors(cors, request, response) : response;
    const { Format: format } = stage.AccessLogSettings ?? {};
    if (format !== undefined)
      needs.onAccess(
        accessLine(format, {
          request,
          principal,
          response: complete,
          routeKey: 'route' in match ? match.route.key : '-',
          apiId: api.id,
          domainName: domainOf(request, api),
          latency: context.clock.now() - request.at,
        }),
      );
    return { ...complete, headers: { ...complete.headers, 'apigw-requestid': request.id } };
  };
}
