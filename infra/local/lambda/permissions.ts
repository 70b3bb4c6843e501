import * as z from 'zod';
import type { Resource } from '../service.ts';
import { wildcardExpression } from '../wildcard.ts';
import { readProperties } from './function-definition.ts';

/** Whether a service may invoke a function: what `AWS::Lambda::Permission` grants. */
export type PermissionCheck = (
  functionName: string,
  principal: string,
  sourceArn: string,
) => boolean;

const PermissionProperties = z.looseObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

/** Keeps the resource-based permissions of functions. */
export function createPermissions(nameOf: (reference: string) => string) {
  const granted = new Map<string, { function: string; principal: string; source: RegExp }>();
  const permits: PermissionCheck = (functionName, principal, sourceArn) =>
    [...granted.values()].some(
      (each) =>
        each.function === nameOf(functionName) &&
        each.principal === principal &&
        each.source.test(sourceArn),
    );
  return {
    permits,
    add(resource: Resource): void {
      const { Action, FunctionName, Principal, SourceArn } = readProperties(
        PermissionProperties,
        resource,
      );
      if (!['lambda:InvokeFunction', 'lambda:*'].includes(Action)) return;
      granted.set(`${resource.stack}/${resource.logicalId}`, {
        function: nameOf(FunctionName),
        principal: Principal,
        source: wildcardExpression(SourceArn ?? '*'),
      });
    },
  };
}
