import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { whileSomebodyWaits } from '#shared/clients/in-time';
import { DomainError } from '#shared/errors/domain-error';
import { isPassing } from '#shared/errors/passing-failure';
import { type Log, stackOf } from '#shared/observability/logger';
import type { RouteHandlers } from './call.ts';
import { compressed } from './compressed.ts';
import { problem } from './problem.ts';
import type { Routes } from './route.ts';
import { type ServeNeeds, serve } from './serve.ts';

type ApiMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** One line per request: which operation, how it ended; never path, query or body. */
function accessLog(log: Log): ApiMiddleware {
  return {
    after: ({ event, response }) => {
      log.info('request.answered', 'A request was answered.', {
        requestId: event.requestContext.requestId,
        operation: event.routeKey,
        status: response?.statusCode ?? 200,
      });
    },
  };
}

/** Turns what was thrown into a problem document; anything unforeseen becomes the same fixed 500. */
function problemDetails(log: Log): ApiMiddleware {
  return {
    onError: (request) => {
      const { event, error } = request;
      const requestId = event.requestContext.requestId;
      const known = error instanceof DomainError ? error : unforeseen(error);
      const fields = { requestId, operation: event.routeKey, errorCode: known.code };
      if (error instanceof DomainError)
        log.info('request.refused', 'A request was refused.', fields);
      else
        log.error('request.failed', 'A request failed for a reason nobody foresaw.', {
          ...fields,
          stack: stackOf(error),
        });
      request.response = problem(known, requestId);
    },
  };
}

function unforeseen(error: unknown): DomainError {
  if (isPassing(error)) return new DomainError('service.unavailable', { retryAfter: 1 });
  return new DomainError('service.failed');
}

/** A feature's Lambda handler: its routes served behind the house's middy stack. */
export function apiHandler<const R extends Routes>(
  routes: R,
  handlers: RouteHandlers<R>,
  needs: ServeNeeds & { readonly log: Log },
) {
  const answer = serve(routes, handlers, needs);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(accessLog(needs.log))
    .use(problemDetails(needs.log))
    .handler(async (event: APIGatewayProxyEventV2) =>
      compressed(await whileSomebodyWaits(() => answer(event)), event.headers['accept-encoding']),
    );
}
