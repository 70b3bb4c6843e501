import { createHash } from 'node:crypto';
import type { CloudContext, Resource, ResourceType } from '../service.ts';
import {
  type Api,
  type Authorizer,
  type Integration,
  readResource,
  type Stage,
  schemas,
} from './api-definition.ts';
import { createRouteTable, type Route } from './route-table.ts';
import { createThrottle } from './throttle.ts';

function shortId(resource: { readonly stack: string; readonly logicalId: string }): string {
  return createHash('sha256')
    .update(`${resource.stack}/${resource.logicalId}`)
    .digest('hex')
    .slice(0, 10);
}

const identifyById =
  (attribute: string): ResourceType['identify'] =>
  (resource) => {
    const id = shortId(resource);
    return { ref: id, attributes: { [attribute]: id } };
  };

/** Collects an API's parts as the template names them, in whatever order they come. */
export function createApiResources(context: Pick<CloudContext, 'clock' | 'region'>) {
  const integrations = new Map<string, Integration>();
  const authorizers = new Map<string, Authorizer>();
  const routes = new Map<string, Route>();
  let api: Api | undefined;
  let stage: Stage | undefined;
  let table: ReturnType<typeof createRouteTable> | undefined;
  let throttle = createThrottle(context.clock, { byDefault: undefined, byRoute: {} });

  const createApi = (resource: Resource, id: string) => {
    if (api && api.id !== id)
      throw new Error(`${resource.logicalId}: one HTTP API per local cloud is emulated.`);
    api = { ...readResource(schemas.api, resource), id };
  };

  const createRoute = (resource: Resource, id: string) => {
    const route = readResource(schemas.route, resource);
    if (route.AuthorizationType !== 'NONE' && route.AuthorizerId === undefined)
      throw new Error(`${resource.logicalId}: a protected route needs AuthorizerId.`);
    routes.set(id, {
      key: route.RouteKey,
      integrationId: route.Target.slice('integrations/'.length),
      authorizationType: route.AuthorizationType,
      authorizerId: route.AuthorizerId,
      scopes: route.AuthorizationScopes,
    });
    table = undefined;
  };

  const createStage = (resource: Resource) => {
    stage = readResource(schemas.stage, resource);
    throttle = createThrottle(context.clock, {
      byDefault: stage.DefaultRouteSettings,
      byRoute: stage.RouteSettings,
    });
  };

  const resourceTypes: Readonly<Record<string, ResourceType>> = {
    'AWS::ApiGatewayV2::Api': {
      identify(resource) {
        const id = shortId(resource);
        const endpoint = `https://${id}.execute-api.${context.region}.amazonaws.com`;
        return { ref: id, attributes: { ApiId: id, ApiEndpoint: endpoint } };
      },
      create: (resource, { ref }) => createApi(resource, ref),
    },
    'AWS::ApiGatewayV2::Stage': {
      identify: () => ({ ref: '$default', attributes: {} }),
      create: createStage,
    },
    'AWS::ApiGatewayV2::Integration': {
      identify: identifyById('IntegrationId'),
      create: (resource, { ref }) =>
        void integrations.set(ref, readResource(schemas.integration, resource)),
    },
    'AWS::ApiGatewayV2::Route': {
      identify: identifyById('RouteId'),
      create: (resource, { ref }) => createRoute(resource, ref),
    },
    'AWS::ApiGatewayV2::Authorizer': {
      identify: identifyById('AuthorizerId'),
      create: (resource, { ref }) =>
        void authorizers.set(ref, readResource(schemas.authorizer, resource)),
    },
  };

  return {
    resourceTypes,
    api: () => api,
    stage: () => stage,
    findRoute(method: string, path: string) {
      // Sorted once all routes are there, not with each.
      table ??= createRouteTable([...routes.values()]);
      return table.find(method, path);
    },
    admits: (routeKey: string) => throttle(routeKey),
    integration: (id: string) => integrations.get(id),
    authorizer: (id: string) => authorizers.get(id),
  };
}

export type ApiResources = ReturnType<typeof createApiResources>;
