import { randomUUID } from 'node:crypto';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import type { createAsynchronousInvocations } from './asynchronous-invocations.ts';
import type { Functions } from './functions.ts';

/** 6 MB for an answer that is waited for, 1 MB for an event: “Lambda quotas”. */
const largestPayload = { RequestResponse: 6_291_456, Event: 1_048_576 } as const;

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const functionPath = /^\/2015-03-31\/functions\/([^/]+)$/;

/** The operation a request to Lambda's REST API names, and the function. */
export function routeOf(request: ServiceRequest): {
  readonly operation: 'InvokeFunction' | 'GetFunction';
  readonly functionName: string;
} {
  const invoked = request.method === 'POST' ? invocationPath.exec(request.path)?.[1] : undefined;
  if (invoked) return { operation: 'InvokeFunction', functionName: decodeURIComponent(invoked) };
  const asked = request.method === 'GET' ? functionPath.exec(request.path)?.[1] : undefined;
  if (asked) return { operation: 'GetFunction', functionName: decodeURIComponent(asked) };
  throw new ServiceError(
    'UnknownOperationException',
    `The local cloud does not know the Lambda operation ${request.method} ${request.path}.`,
    { status: 404 },
  );
}

function payloadOf(request: ServiceRequest, limit: number): string {
  if (request.body.length > limit)
    throw new ServiceError(
      'RequestTooLargeException',
      `${request.body.length} byte payload is too large for this invocation type (limit ${limit} bytes)`,
      { status: 413 },
    );
  const text = request.body.length === 0 ? '{}' : Buffer.from(request.body).toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Could not parse request body into json.',
    );
  }
}

/** Invoke (RequestResponse, Event, DryRun) and the part of GetFunction that tools look at. */
export function createInvokeApi(
  functions: Functions,
  invocations: ReturnType<typeof createAsynchronousInvocations>,
) {
  const invoke = async (
    functionName: string,
    request: ServiceRequest,
  ): Promise<ServiceResponse> => {
    const pool = functions.find(functionName);
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type === 'DryRun') return { status: 204 };
    if (type === 'Event') {
      invocations.enqueue(functionName, payloadOf(request, largestPayload.Event));
      return { status: 202 };
    }
    if (type !== 'RequestResponse')
      throw new ServiceError('InvalidParameterValueException', `Unknown invocation type ${type}.`);
    const requestId = randomUUID();
    const outcome = await pool.run(payloadOf(request, largestPayload.RequestResponse), requestId);
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        ...(outcome.ok ? {} : { 'x-amz-function-error': 'Unhandled' }),
      },
      body: outcome.ok ? outcome.payload : JSON.stringify(outcome.failure),
    };
  };

  return async (request: ServiceRequest): Promise<ServiceResponse> => {
    const { operation, functionName } = routeOf(request);
    if (operation === 'InvokeFunction') return invoke(functionName, request);
    const { definition } = functions.find(functionName);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        Configuration: {
          FunctionName: definition.name,
          FunctionArn: definition.arn,
          Runtime: definition.runtime,
          Role: definition.roleArn,
          Handler: definition.handlerName,
          Timeout: definition.timeoutMs / 1_000,
          MemorySize: definition.memoryMb,
          Version: '$LATEST',
          State: 'Active',
          LastUpdateStatus: 'Successful',
        },
        Concurrency: { ReservedConcurrentExecutions: definition.reservedConcurrency },
      }),
    };
  };
}
