import * as z from 'zod';
import {
  type AccessNeed,
  type CloudContext,
  ServiceError,
  type ServiceRequest,
} from '../service.ts';
import { readMailbox } from './addresses.ts';
import { readMessage } from './message.ts';
import { sendEmail, sendingNeeds } from './send-email.ts';
import { type Identity, type SesState, type Suppressed, suppressionReasons } from './state.ts';

/** An operation whose input was read: what it needs, and how it runs. */
export interface Prepared {
  readonly operation: string;
  readonly needs: readonly AccessNeed[];
  run(): unknown;
}

interface Route {
  readonly operation: string;
  readonly method: string;
  /** Matches the part after `/v2/email/`; a group is the path's parameter. */
  readonly path: RegExp;
  prepare(input: Input): Omit<Prepared, 'operation'>;
}

interface Input {
  readonly context: CloudContext;
  readonly state: SesState;
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

const any = (action: string): readonly AccessNeed[] => [{ action: `ses:${action}`, resource: '*' }];

const Suppression = z.strictObject({
  EmailAddress: z.string(),
  Reason: z.enum(suppressionReasons),
});

const routes: readonly Route[] = [
  {
    operation: 'SendEmail',
    method: 'POST',
    path: /^outbound-emails$/,
    prepare({ context, state, body }) {
      const message = readMessage(readJson(body));
      return {
        needs: sendingNeeds(context, state, message),
        run: () => ({ MessageId: sendEmail(context, state, message) }),
      };
    },
  },
  {
    operation: 'GetAccount',
    method: 'GET',
    path: /^account$/,
    prepare: () => ({
      needs: any('GetAccount'),
      run: () => ({
        DedicatedIpAutoWarmupEnabled: false,
        EnforcementStatus: 'HEALTHY',
        ProductionAccessEnabled: true,
        SendingEnabled: true,
        SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
        SuppressionAttributes: { SuppressedReasons: suppressionReasons },
      }),
    }),
  },
  {
    operation: 'ListEmailIdentities',
    method: 'POST',
    path: /^list-identities$/,
    prepare({ state, body }) {
      if (!z.strictObject({}).safeParse(readJson(body)).success)
        throw new ServiceError('BadRequestException', 'Filters and pages are not emulated.');
      return {
        needs: any('ListEmailIdentities'),
        run: () => ({
          EmailIdentities: [...state.identities.values()].map((identity) => ({
            IdentityName: identity.name,
            IdentityType: typeOf(identity),
            SendingEnabled: true,
            VerificationStatus: 'SUCCESS',
          })),
        }),
      };
    },
  },
  {
    operation: 'GetEmailIdentity',
    method: 'GET',
    path: /^identities\/([^/]+)$/,
    prepare: ({ context, state, parameter }) => ({
      needs: [
        {
          action: 'ses:GetEmailIdentity',
          resource: `arn:aws:ses:${context.region}:${context.accountId}:identity/${parameter}`,
        },
      ],
      run() {
        const identity = state.identities.get(parameter.toLowerCase());
        if (!identity) throw notFound(`Email identity ${parameter} does not exist.`);
        return {
          IdentityType: typeOf(identity),
          FeedbackForwardingStatus: true,
          VerifiedForSendingStatus: true,
          VerificationStatus: 'SUCCESS',
          ConfigurationSetName: identity.configurationSet,
          DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
        };
      },
    }),
  },
  {
    operation: 'PutSuppressedDestination',
    method: 'PUT',
    path: /^suppression\/addresses$/,
    prepare({ state, body }) {
      const { success, data, error } = Suppression.safeParse(readJson(body));
      if (!success) throw new ServiceError('BadRequestException', z.prettifyError(error));
      const { address } = readMailbox(data.EmailAddress);
      return {
        needs: any('PutSuppressedDestination'),
        run() {
          state.suppress(address, data.Reason);
          return {};
        },
      };
    },
  },
  {
    operation: 'ListSuppressedDestinations',
    method: 'GET',
    path: /^suppression\/addresses$/,
    prepare({ state, query }) {
      const unknown = [...query.keys()].find((name) => name !== 'Reason');
      if (unknown !== undefined)
        throw new ServiceError('BadRequestException', `The parameter ${unknown} is not emulated.`);
      const reasons = query.getAll('Reason');
      return {
        needs: any('ListSuppressedDestinations'),
        run: () => ({
          SuppressedDestinationSummaries: state
            .listSuppressed()
            .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
            .map(summary),
        }),
      };
    },
  },
  {
    operation: 'GetSuppressedDestination',
    method: 'GET',
    path: /^suppression\/addresses\/([^/]+)$/,
    prepare: ({ state, parameter }) => ({
      needs: any('GetSuppressedDestination'),
      run() {
        const entry = state.findSuppressed(parameter);
        if (!entry) throw notFound('The address is not on the suppression list.');
        return { SuppressedDestination: summary(entry) };
      },
    }),
  },
  {
    operation: 'DeleteSuppressedDestination',
    method: 'DELETE',
    path: /^suppression\/addresses\/([^/]+)$/,
    prepare: ({ state, parameter }) => ({
      needs: any('DeleteSuppressedDestination'),
      run() {
        if (!state.unsuppress(parameter))
          throw notFound('The address is not on the suppression list.');
        return {};
      },
    }),
  },
];

/** Finds and reads the operation. Throws NotImplementedException or BadRequestException. */
export function prepare(context: CloudContext, state: SesState, request: ServiceRequest): Prepared {
  const path = request.path.replace(/^\/v2\/email\//, '');
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (!match) continue;
    const parameter = decodeParameter(match[1] ?? '');
    const query = new URLSearchParams(request.query);
    const prepared = route.prepare({ context, state, parameter, query, body: request.body });
    return { operation: route.operation, ...prepared };
  }
  throw new ServiceError(
    'NotImplementedException',
    `SES has no ${request.method} ${request.path} here.`,
    { status: 501 },
  );
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ServiceError('BadRequestException', 'The body is not valid JSON.');
  }
}

function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('BadRequestException', 'The path has a broken escape.');
  }
}

function typeOf({ name }: Identity): string {
  return name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN';
}

function summary({ address, reason, updatedAt }: Suppressed) {
  return { EmailAddress: address, Reason: reason, LastUpdateTime: updatedAt / 1000 };
}

function notFound(message: string): ServiceError {
  return new ServiceError('NotFoundException', message, { status: 404 });
}
