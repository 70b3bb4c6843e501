import { createHash } from 'node:crypto';

/**
 * The name of a resource that was given none: stack, logical id and a suffix, as CloudFormation
 * makes them, but the same at every start. Cut from the left parts to `maxLength` characters.
 */
export function physicalName(stack: string, logicalId: string, maxLength = 64): string {
  const suffix = createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 12);
  const room = maxLength - suffix.length - 1;
  return `${`${stack}-${logicalId}`.slice(0, room)}-${suffix.toUpperCase()}`;
}
