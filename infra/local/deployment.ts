import * as z from 'zod';
import type { Roles } from './access/roles.ts';
import { checkTrust } from './access/trust.ts';
import type { Assembly } from './assembly/read-assembly.ts';
import type { ResolvedResource } from './assembly/resolve-assembly.ts';
import type { Resource, ResourceType } from './service.ts';

/** Region and account of the stacks; those that leave it open get a region and an account of their own. */
export function placeOf(
  { stacks }: Assembly,
  warn: (text: string) => void,
): { readonly region: string; readonly accountId: string } {
  const regions = new Set(stacks.map(({ region }) => region).filter((each) => each !== undefined));
  const [region = 'eu-west-1', ...others] = regions;
  if (others.length > 0)
    warn(`The stacks are meant for ${[...regions].join(', ')}; locally all run in ${region}.`);
  const accountId = stacks.find((each) => each.accountId !== undefined)?.accountId;
  return { region, accountId: accountId ?? '000000000000' };
}

/** Brings every resource to life, in the given order. Throws an error that names the resource. */
export function createResources(
  resources: readonly ResolvedResource[],
  types: Readonly<Record<string, ResourceType>>,
  roles: Roles,
): void {
  for (const { resource, identity } of resources) {
    const { stack, logicalId, type } = resource;
    try {
      checkTrust(resource, roles);
      types[type]?.create(resource, identity);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${stack}/${logicalId} (${type}): ${reason}`, { cause: error });
    }
  }
}

const Code = z.looseObject({ S3Key: z.string() });

/** The folder of a function's bundle. Throws where the code is not an asset of the assembly. */
export function codePathIn({ assets }: Assembly): (resource: Resource) => string {
  return ({ stack, logicalId, properties }) => {
    const { data } = Code.safeParse(properties['Code']);
    const path = data && assets.get(data.S3Key);
    if (path === undefined || path.endsWith('.zip'))
      throw new Error(`The code of ${stack}/${logicalId} is not a folder in the assembly.`);
    return path;
  };
}
