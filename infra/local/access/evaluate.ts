import { evaluateConditions, type RequestContext } from './conditions.ts';
import type { Statement } from './policy.ts';
import { matchesWildcard } from './wildcard.ts';

export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** `reason` continues the sentence "… is not authorized to perform … because". */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string };

/**
 * Decides as IAM does within one account: an explicit deny wins, then any allow, else no. What the
 * local cloud cannot decide is a no that says so, rather than a yes that AWS might not give.
 */
export function evaluatePolicies(statements: readonly Statement[], question: Question): Decision {
  const { action, resource, context } = question;
  const expand = (text: string) => expandVariables(text, context);
  let allowed = false;
  for (const statement of statementsOn(statements, action)) {
    if (!concerns(statement, resource, expand)) continue;
    const outcome = evaluateConditions(statement.Condition, context, expand);
    if (outcome.kind === 'unknown')
      return { allowed: false, reason: `the local cloud does not know ${outcome.what}` };
    if (outcome.kind === 'unmet') continue;
    if (statement.Effect === 'Deny')
      return { allowed: false, reason: 'of an explicit deny in an identity-based policy' };
    allowed = true;
  }
  return allowed
    ? { allowed }
    : { allowed, reason: `no identity-based policy allows the ${action} action` };
}

/** Whether an action is what a statement's `Action` pattern names; case makes no difference. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether a statement speaks of an action, of whatever resource and on whatever condition. */
function speaksOf({ Action, NotAction }: Statement, action: string): boolean {
  const isAction = (pattern: string) => matchesAction(pattern, action);
  return Action ? Action.some(isAction) : !!NotAction && !NotAction.some(isAction);
}

const spoken = new WeakMap<readonly Statement[], Map<string, readonly Statement[]>>();

/** The statements that speak of an action, found once: of the dozens that a role has they are a few. */
function statementsOn(statements: readonly Statement[], action: string): readonly Statement[] {
  const byAction = spoken.get(statements) ?? new Map<string, readonly Statement[]>();
  spoken.set(statements, byAction);
  const found = byAction.get(action) ?? statements.filter((each) => speaksOf(each, action));
  byAction.set(action, found);
  return found;
}

function concerns(
  { Resource, NotResource }: Statement,
  resource: string,
  expand: (text: string) => string | undefined,
): boolean {
  const isResource = (pattern: string) => {
    const expanded = expand(pattern);
    return expanded !== undefined && matchesWildcard(expanded, resource);
  };
  return Resource ? Resource.some(isResource) : !!NotResource && !NotResource.some(isResource);
}

// `${*}`, `${?}` and `${$}` mean the character itself; only `${$}` can be told from a wildcard here.
function expandVariables(text: string, context: RequestContext): string | undefined {
  let complete = true;
  const expanded = text.replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return inner;
    const [name = '', fallback] = inner.split(',').map((part) => part.trim());
    const value = context.get(name.toLowerCase())?.[0] ?? fallback?.replaceAll("'", '');
    if (value === undefined) complete = false;
    return value ?? '';
  });
  return complete ? expanded : undefined;
}
