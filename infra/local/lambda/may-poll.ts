import { type CloudContext, ServiceError } from '../service.ts';
import type { Functions } from './functions.ts';
import type { Mapping } from './mapping-definition.ts';

/** Whether the function's role may read its event source; warns with the reason where it may not. */
export function mayPoll(
  { access, warn }: Pick<CloudContext, 'access' | 'warn'>,
  functions: Functions,
  { functionName, sourceArn }: Mapping,
  actions: readonly string[],
): boolean {
  const { roleArn } = functions.find(functionName).definition;
  try {
    access.check(
      { kind: 'role', roleArn },
      actions.map((action) => ({ action, resource: sourceArn })),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    warn(`${functionName} gets nothing from ${sourceArn}: ${error.message}`);
    return false;
  }
}
