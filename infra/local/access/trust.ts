import * as z from 'zod';
import type { Resource } from '../service.ts';
import type { Roles } from './roles.ts';

const Assuming = z.looseObject({
  Role: z.string().optional(),
  Target: z.looseObject({ RoleArn: z.string().optional() }).optional(),
  Targets: z.array(z.looseObject({ RoleArn: z.string().optional() })).default([]),
});

/** Types whose service acts under a role it is given. */
const assumingServices: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::Scheduler::Schedule': 'scheduler.amazonaws.com',
};

/**
 * Throws where a resource names a role that no stack makes, or one whose trust policy does not let
 * the resource's service assume it: both fail in AWS at the first use.
 */
export function checkTrust(resource: Resource, roles: Pick<Roles, 'find'>): void {
  const service = assumingServices[resource.type];
  if (!service) return;
  const { Role, Target, Targets } = Assuming.parse(resource.properties);
  for (const arn of [Role, Target?.RoleArn, ...Targets.map(({ RoleArn }) => RoleArn)]) {
    if (arn === undefined) continue;
    const role = roles.find(arn);
    if (!role) throw new Error(`it runs under ${arn}, which no stack makes`);
    if (!role.trusts.includes(service))
      throw new Error(`its role ${role.name} does not trust ${service}`);
  }
}
