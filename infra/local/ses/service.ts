import { randomUUID } from 'node:crypto';
import {
  type CloudContext,
  type CloudService,
  type ResourceType,
  ServiceError,
  type ServiceResponse,
} from '../service.ts';
import { prepare } from './operations.ts';
import { sesResourceTypes } from './resources.ts';
import { openSesState } from './state.ts';

const reading = /^(Get|List)/;

/** SES version 2: mail goes to the outbox, and what becomes of it to the event destinations. */
export function createSes(context: CloudContext): CloudService & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
} {
  const { faults } = context;
  const state = openSesState(context);

  return {
    resourceTypes: sesResourceTypes(context, state),
    needs: (request) => prepare(context, state, request).needs,

    async handle(request) {
      const { operation, run } = prepare(context, state, request);
      const scope = `ses:${operation}`;
      if (faults.strikes('throttle', scope))
        throw new ServiceError('TooManyRequestsException', 'Maximum sending rate exceeded.', {
          status: 429,
        });
      const answer = run();
      if (!reading.test(operation) && faults.strikes('lost-acknowledgement', scope))
        throw new ServiceError('InternalServiceErrorException', 'Internal failure', {
          status: 500,
        });
      return respond(200, answer);
    },

    refuse(_request, { code, status, message }) {
      const type = code === 'AccessDenied' ? 'AccessDeniedException' : code;
      return respond(status, { message }, { 'x-amzn-errortype': type });
    },

    reset: () => state.reset(),
  };
}

function respond(
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(document),
  };
}
