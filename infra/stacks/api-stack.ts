import { Stack, type StackProps } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import type { ApiArea, FunctionDefinition } from '#functions/define-function';
import type { Route } from '#shared/http/route';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';

export interface ApiStackProps extends StackProps {
  readonly house: House;
  readonly area: ApiArea;
  readonly api: apigatewayv2.HttpApi;
  readonly resources: Grantable;
}

/** The functions of one part of the API: one per feature, one gateway route per described operation. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    for (const [name, definition] of Object.entries<FunctionDefinition>(catalogue)) {
      if (!definition.routes || (definition.area ?? 'records') !== props.area) continue;
      const handler = addFunction(this, props.house, name, definition, props.resources);
      const integration = new HttpLambdaIntegration(`${name}Integration`, handler.function, {
        scopePermissionToRoute: false,
      });
      for (const [operation, route] of Object.entries(definition.routes))
        this.addRoute(operation, route, props.api, integration);
    }
  }

  private addRoute(
    operation: string,
    route: Route,
    httpApi: apigatewayv2.HttpApi,
    integration: HttpLambdaIntegration,
  ): void {
    const created = new apigatewayv2.HttpRoute(this, `Route-${operation}`, {
      httpApi,
      integration,
      routeKey: apigatewayv2.HttpRouteKey.with(route.path, apigatewayv2.HttpMethod[route.method]),
    });
    acknowledge(created, {
      'AwsSolutions-APIG4':
        route.permission === 'public'
          ? 'Strangers may call it; it stands in the reviewed list of public routes.'
          : 'The function’s own gate reads session and principal on every request, which no authorizer of the gateway does.',
    });
  }
}
