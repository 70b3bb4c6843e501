import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { build, stacksOf } from '#infra/build';
import { bundleCatalogue } from '#infra/bundle-catalogue';
import { Settings } from '#infra/settings';

export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of CloudFormation's shape.
  readonly properties: Record<string, any>;
  readonly deletionPolicy: string | undefined;
}

export interface Production {
  readonly sizes: ReadonlyMap<string, number>;
  readonly stacks: readonly string[];
  readonly resources: readonly TemplateResource[];
  of(type: string): TemplateResource[];
}

/** The templates of a production deployment, synthesized with every check on. */
export async function production(): Promise<Production> {
  const bundles = 'build/infra-test';
  const sizes = await bundleCatalogue(bundles);
  const app = new App();
  build(app, {
    bundles,
    settings: Settings.parse({
      mail: { from: 'crm@example.com' },
      text: { from: 'arn:aws:sms-voice:eu-west-1:123456789012:phone-number/number-1' },
      alarmEmail: 'operations@example.com',
      corsOrigins: ['https://crm.example.com'],
      passkeys: { relyingPartyId: 'example.com' },
      sso: {
        domainPrefix: 'example-crm',
        providers: [
          {
            name: 'Example',
            issuer: 'https://login.example.com',
            clientId: 'crm',
            clientSecret: { secretName: 'example-crm-client' },
            domains: ['example.com'],
          },
          {
            name: 'Sister',
            saml: { metadata: { url: 'https://login.example.org/metadata' } },
            vouchesForEmail: true,
            domains: ['example.org'],
          },
        ],
        breakGlass: ['keeper@example.com'],
      },
    }),
  });
  app.synth();
  const stacks = stacksOf(app);
  const resources = stacks.flatMap((stack) =>
    Object.entries(Template.fromStack(stack).toJSON()['Resources'] ?? {}).map(
      // biome-ignore lint/suspicious/noExplicitAny: see above.
      ([logicalId, resource]: [string, any]) => ({
        stack: stack.stackName,
        logicalId,
        type: resource.Type,
        properties: resource.Properties ?? {},
        deletionPolicy: resource.DeletionPolicy,
      }),
    ),
  );
  return {
    sizes,
    stacks: stacks.map((stack) => stack.stackName),
    resources,
    of: (type) => resources.filter((resource) => resource.type === type),
  };
}
