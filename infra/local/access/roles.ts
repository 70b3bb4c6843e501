import * as z from 'zod';
import { physicalName } from '../assembly/physical-name.ts';
import type { ResourceType } from '../service.ts';
import { awsManagedPolicies } from './managed-policies.ts';
import { parsePolicy, type Statement, trustedServices } from './policy.ts';

/** A principal made from `AWS::IAM::Role` and the policies attached to it. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  /** Service principals that may assume it, such as `lambda.amazonaws.com`. */
  readonly trusts: readonly string[];
  readonly statements: readonly Statement[];
}

export interface Roles {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  find(arn: string): Role | undefined;
  list(): readonly Role[];
}

const InlinePolicies = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }));

const RoleProperties = z.looseObject({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: InlinePolicies.default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

const PolicyProperties = z.looseObject({
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).default([]),
});

/** Roles, policies and managed policies of an assembly as the local cloud's principals. */
export function createRoles(place: { accountId: string }): Roles {
  const { accountId } = place;
  const roles = new Map<string, Role & { attached: Set<string> }>();
  /** ARN of a managed policy, or stack and name of another → its statements. */
  const policies = new Map<string, readonly Statement[]>(Object.entries(awsManagedPolicies()));

  /** By ARN, until a policy comes: every request of a role asks for all of them. */
  const gathered = new Map<string, readonly Statement[]>();

  const keep = (policy: string, document: unknown, where: string) => {
    policies.set(policy, parsePolicy(document, where));
    gathered.clear();
  };

  const attach = (name: string, policy: string, where: string) => {
    const role = [...roles.values()].find((each) => each.name === name);
    if (!role) throw new Error(`${where} is attached to the role ${name}, which no stack makes.`);
    role.attached.add(policy);
    gathered.clear();
  };

  const policyType: ResourceType = {
    nameProperty: 'PolicyName',
    identify: ({ stack, logicalId, name }) => ({
      ref: name ?? physicalName(stack, logicalId),
      attributes: { Id: physicalName(stack, logicalId) },
    }),
    create({ stack, logicalId, properties }) {
      const where = `${stack}/${logicalId}`;
      const { PolicyDocument, Roles: names } = PolicyProperties.parse(properties);
      keep(where, PolicyDocument, where);
      for (const name of names) attach(name, where, where);
    },
  };

  const managedPolicyType: ResourceType = {
    nameProperty: 'ManagedPolicyName',
    identify({ stack, logicalId, name }) {
      const arn = `arn:aws:iam::${accountId}:policy/${name ?? physicalName(stack, logicalId, 128)}`;
      return { ref: arn, attributes: { PolicyArn: arn } };
    },
    create({ stack, logicalId, properties }, { ref }) {
      const where = `${stack}/${logicalId}`;
      const { PolicyDocument, Roles: names } = PolicyProperties.parse(properties);
      keep(ref, PolicyDocument, where);
      for (const name of names) attach(name, ref, where);
    },
  };

  const roleType: ResourceType = {
    nameProperty: 'RoleName',
    identify({ stack, logicalId, name: given }) {
      const name = given ?? physicalName(stack, logicalId);
      const arn = `arn:aws:iam::${accountId}:role/${name}`;
      return { ref: name, attributes: { Arn: arn, RoleId: `AROA${name}` } };
    },
    create({ stack, logicalId, properties }, { ref, attributes }) {
      const where = `${stack}/${logicalId}`;
      const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } =
        RoleProperties.parse(properties);
      const inline = Policies.flatMap(({ PolicyName, PolicyDocument }) =>
        parsePolicy(PolicyDocument, `${where} ${PolicyName}`),
      );
      const attached = new Set(ManagedPolicyArns);
      const arn = attributes['Arn'] ?? '';
      gathered.delete(arn);
      roles.set(arn, {
        arn,
        name: ref,
        trusts: trustedServices(AssumeRolePolicyDocument, `The trust policy of ${where}`),
        attached,
        get statements() {
          const known = gathered.get(arn);
          if (known) return known;
          const all = [...inline, ...[...attached].flatMap((each) => policies.get(each) ?? [])];
          gathered.set(arn, all);
          return all;
        },
      });
    },
  };

  return {
    resourceTypes: {
      'AWS::IAM::Role': roleType,
      'AWS::IAM::Policy': policyType,
      'AWS::IAM::ManagedPolicy': managedPolicyType,
    },
    find: (arn) => roles.get(arn),
    list: () => [...roles.values()],
  };
}
