import { join } from 'node:path';
import { createOrganisation, type Deployment } from '#infra/example/organisation';
import type { ExamplePerson } from '#infra/example/people';
import { type BootOptions, boot, type LocalCloud } from '#infra/local/boot';
import type { RoleName } from '#shared/permissions/roles';
import { type ApiClient, apiClient } from './api-client.ts';
import { testBuild } from './assembly.ts';

export interface TestCloud {
  readonly cloud: LocalCloud;
  readonly deployment: Deployment;
  readonly people: readonly ExamplePerson[];
  person(role: RoleName): ExamplePerson;
  /** Speaks to the API without a session. */
  readonly anyone: ApiClient;
  /** Speaks as the example person of the role, in a session of its own. */
  as(role: RoleName): Promise<ApiClient>;
  close(): Promise<void>;
}

/** The product on the local cloud, in memory, with one example person per role. */
export async function bootCloud(options: Partial<BootOptions> = {}): Promise<TestCloud> {
  const cloud = await boot({
    assembly: join(testBuild, 'cdk.out'),
    compiledCode: join(testBuild, 'compiled'),
    quiet: true,
    ...options,
  });
  const deployment = { ...cloud, credentials: cloud.operatorCredentials };
  const people = await createOrganisation(deployment);
  const anyone = apiClient(cloud.api);
  const person = (role: RoleName) => people.find((each) => each.role === role)!;
  return {
    cloud,
    deployment,
    people,
    person,
    anyone,
    async as(role) {
      const { email: login, password } = person(role);
      const answer = await anyone.send('POST', '/sign-in', {
        body: { login, password, transport: 'bearer' },
      });
      if (answer.status !== 200) throw new Error(`${role} cannot sign in: ${answer.text}`);
      return apiClient(cloud.api, answer.body.token);
    },
    close: cloud.close,
  };
}

/** The name of the one resource that a construct of this id has made. */
export function nameOf({ cloud }: TestCloud, type: string, construct: string): string {
  const logicalId = new RegExp(`^${construct}[0-9A-F]{8}$`);
  const found = cloud.resources(type).find(({ resource }) => logicalId.test(resource.logicalId));
  if (!found) throw new Error(`There is no ${type} of a construct ${construct}.`);
  return found.identity.ref;
}
