import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { ulidSource } from '#shared/domain/ids';
import { createExamplePeople, type ExamplePerson } from './people.ts';
import { createCognitoReadyAccounts } from './ready-accounts.ts';

/** A deployment as an operator reaches it: the endpoint and credentials of a local cloud, or AWS's own. */
export interface Deployment {
  readonly outputs: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Options that point an AWS SDK client at the deployment. */
export function clientOptions({ endpoint, region, credentials }: Deployment) {
  return { endpoint, region, credentials };
}

/** Reads an output of the stacks; a missing one is a defect of the templates. */
export function output(deployment: Pick<Deployment, 'outputs'>, name: string): string {
  const value = deployment.outputs[name];
  if (value === undefined) throw new Error(`The stacks have no output ${name}.`);
  return value;
}

/** One person per role with new passwords, made with the operator's rights. */
export function createOrganisation(deployment: Deployment): Promise<readonly ExamplePerson[]> {
  const options = clientOptions(deployment);
  return createExamplePeople({
    documents: createDocumentClient(options),
    table: output(deployment, 'IdentityTable'),
    clock: systemClock,
    ids: ulidSource,
    provider: createCognitoReadyAccounts(
      createCognitoPool(
        output(deployment, 'UserPoolId'),
        output(deployment, 'UserPoolClientId'),
        options,
      ),
    ),
  });
}
