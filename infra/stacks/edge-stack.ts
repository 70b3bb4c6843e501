import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logRetention } from '../constructs/house.ts';
import type { Settings } from '../settings.ts';

/** The API's front: its address exists before the functions, whose mails link to it. */
export class EdgeStack extends Stack {
  readonly api: apigatewayv2.HttpApi;
  /** Scheme and host that links in mails begin with. */
  readonly appOrigin: string;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    super(scope, id, props);
    const { settings } = props;
    this.api = new apigatewayv2.HttpApi(this, 'Api', {
      createDefaultStage: false,
      ...(settings.corsOrigins.length > 0 ? { corsPreflight: cors(settings) } : {}),
    });
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      retention: logRetention(settings),
    });
    new apigatewayv2.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: {
        rateLimit: settings.throttling.rate,
        burstLimit: settings.throttling.burst,
      },
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(accessLogs),
        format: accessLogFormat,
      },
    });
    this.appOrigin = settings.appOrigin ?? this.api.apiEndpoint;
    new CfnOutput(this, 'ApiUrl', { value: this.api.apiEndpoint });
  }
}

/** Route keys instead of paths and no query: addresses may name people, the log must not. */
const accessLogFormat = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    responseLength: '$context.responseLength',
    latency: '$context.responseLatency',
    sourceIp: '$context.identity.sourceIp',
    error: '$context.integrationErrorMessage',
    time: '$context.requestTimeEpoch',
  }),
);

function cors(settings: Settings): apigatewayv2.CorsPreflightOptions {
  return {
    allowOrigins: settings.corsOrigins,
    allowMethods: [apigatewayv2.CorsHttpMethod.ANY],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
    exposeHeaders: [
      'etag',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
    ],
  };
}
