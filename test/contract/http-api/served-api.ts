import { createHash } from 'node:crypto';
import { createClock } from '#infra/local/clock';
import { createHttpApi } from '#infra/local/http-api/service';
import type { CloudContext, InvokeResult } from '#infra/local/service';
import { createResource, createSurroundings } from '#test/support/served-cloud';

type GatewayNeeds = Parameters<typeof createHttpApi>[1];
type Properties = Readonly<Record<string, unknown>>;

/** What a function gets from the API, as far as tests look at it. */
export interface ApiEvent {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly http: Readonly<Record<string, string>>;
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface ServedApiOptions {
  readonly api?: Properties;
  readonly stage?: Properties;
  readonly integration?: Properties;
  readonly routes?: Readonly<Record<string, Properties>>;
  readonly authorizer?: Properties;
  readonly needs?: Partial<GatewayNeeds>;
}

/** An HTTP API on a port whose one function is `answer`; without it, it echoes the event. */
export async function serveApi(options: ServedApiOptions = {}) {
  const surroundings = createSurroundings();
  const clock = createClock({ start: Date.UTC(2030, 0, 1) });
  const context: CloudContext = { ...surroundings.context, clock };
  const events: ApiEvent[] = [];
  const served = {
    answer: async (event: ApiEvent): Promise<InvokeResult> => ({
      payload: { echo: event.routeKey },
    }),
  };
  const httpApi = createHttpApi(context, {
    functions: {
      invoke: async (_name, event) => {
        events.push(event as ApiEvent);
        return served.answer(event as ApiEvent);
      },
      enqueue: () => undefined,
    },
    ...options.needs,
  });
  const make = (kind: string, logicalId: string, properties: Properties) =>
    createResource(httpApi, { type: `AWS::ApiGatewayV2::${kind}`, logicalId, properties }).ref;
  const ApiId = make('Api', 'Api', { Name: 'api', ProtocolType: 'HTTP', ...options.api });
  make('Stage', 'Stage', { ApiId, StageName: '$default', AutoDeploy: true, ...options.stage });
  const integration = make('Integration', 'Integration', {
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: 'arn:aws:lambda:eu-west-1:000000000000:function:records',
    PayloadFormatVersion: '2.0',
    ...options.integration,
  });
  const AuthorizerId =
    options.authorizer &&
    make('Authorizer', 'Authorizer', { ApiId, Name: 'a', ...options.authorizer });
  for (const [RouteKey, more] of Object.entries(options.routes ?? { 'GET /things': {} }))
    make('Route', createHash('sha256').update(RouteKey).digest('hex'), {
      ApiId,
      RouteKey,
      Target: `integrations/${integration}`,
      ...(AuthorizerId && more['AuthorizationType'] ? { AuthorizerId } : {}),
      ...more,
    });
  const { url } = await httpApi.listen(0);
  return {
    ...served,
    url,
    clock,
    events,
    accessLog: httpApi.accessLog,
    /** Decides what the function answers from now on. */
    answerWith(answer: (event: ApiEvent) => Promise<InvokeResult>): void {
      served.answer = answer;
    },
    get: (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init),
    async close() {
      await httpApi.close();
      clock.close();
      surroundings.close();
    },
  };
}

export type ServedApi = Awaited<ReturnType<typeof serveApi>>;
