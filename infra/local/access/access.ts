import { type AccessControl, type AccessNeed, ServiceError } from '../service.ts';
import type { RequestContext } from './conditions.ts';
import { evaluatePolicies, matchesAction } from './evaluate.ts';
import type { Role, Roles } from './roles.ts';

export interface RoleAction {
  readonly roleArn: string;
  readonly action: string;
}

export interface Access extends AccessControl {
  /** Every action a role was allowed since the start, once each. */
  usedActions(): readonly RoleAction[];
  /** Action patterns that a role's policies allow and that it has never needed. */
  unusedGrants(): readonly RoleAction[];
}

/** Services whose API answers a refusal with 403; those that speak JSON over POST say 400. */
const forbids: ReadonlySet<string> = new Set(['lambda', 's3', 'scheduler', 'ses', 'sqs']);

/**
 * Checks every request of a role against the role's own policies. The operator may do everything,
 * strangers nothing that asks for a permission.
 */
export function createAccess(
  roles: Pick<Roles, 'find' | 'list'>,
  place: { region: string; accountId: string },
): Access {
  const used = new Map<string, RoleAction>();

  const ask = (role: Role, need: AccessNeed) => {
    const { action, resource } = need;
    const context = requestContext(need, { ...place, roleArn: role.arn });
    const decision = evaluatePolicies(role.statements, { action, resource, context });
    if (!decision.allowed)
      throw refusal(need, {
        user: `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/local`,
        reason: decision.reason,
      });
    used.set(`${role.arn} ${action}`, { roleArn: role.arn, action });
  };

  return {
    check(caller, needs) {
      if (caller.kind === 'operator') return;
      for (const need of needs) {
        if (caller.kind === 'anonymous') throw anonymousRefusal(need);
        const role = roles.find(caller.roleArn);
        if (!role)
          throw refusal(need, { user: caller.roleArn, reason: 'no stack makes this role' });
        ask(role, need);
      }
    },
    usedActions: () => [...used.values()],
    unusedGrants: () =>
      roles.list().flatMap(({ arn, statements }) => {
        const seen = [...used.values()].filter(({ roleArn }) => roleArn === arn);
        return statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action }) => Action ?? [])
          .filter((pattern) => !seen.some(({ action }) => matchesAction(pattern, action)))
          .map((action) => ({ roleArn: arn, action }));
      }),
  };
}

function requestContext(
  need: AccessNeed,
  caller: { region: string; accountId: string; roleArn: string },
): RequestContext {
  const { region, accountId, roleArn } = caller;
  const resourceAccount = need.resource.split(':')[4];
  const given = Object.entries(need.conditions ?? {}).map(
    ([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value] as const,
  );
  return new Map<string, readonly string[]>([
    ['aws:principalaccount', [accountId]],
    ['aws:principalarn', [roleArn]],
    ['aws:principaltype', ['AssumedRole']],
    ['aws:principalisawsservice', ['false']],
    ['aws:requestedregion', [region]],
    ['aws:resourceaccount', [resourceAccount || accountId]],
    // Over plain HTTP only on the machine itself; deployed, every SDK call goes over TLS.
    ['aws:securetransport', ['true']],
    ['aws:sourceaccount', [accountId]],
    ...given,
  ]);
}

function refusal(
  { action, resource }: AccessNeed,
  { user, reason }: { user: string; reason: string },
): ServiceError {
  const [service = ''] = action.split(':');
  return new ServiceError(
    service === 's3' ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because ${reason}`,
    { status: forbids.has(service) ? 403 : 400 },
  );
}

function anonymousRefusal({ action }: AccessNeed): ServiceError {
  return action.startsWith('s3:')
    ? new ServiceError('AccessDenied', 'Access Denied', { status: 403 })
    : new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', {
        status: 403,
      });
}
