import { describe, expect, test } from 'vitest';
import { catalogue } from '#functions/catalogue';
import { type FunctionDefinition, variableNames } from '#functions/define-function';
import { routeKey } from '#shared/http/route';
import { production, type TemplateResource } from './production.ts';

// Synthesis itself is the first law: it throws on any finding of cdk-nag that nobody answered.
const templates = await production();
const definitions = Object.entries<FunctionDefinition>(catalogue);

const named = (resources: TemplateResource[]) =>
  resources.map((resource) => [`${resource.stack} ${resource.logicalId}`, resource] as const);

/** Actions and resources of every statement in the template's policies. */
const statements = templates
  .of('AWS::IAM::Policy')
  .flatMap(({ properties }) => properties['PolicyDocument'].Statement)
  .map((statement) => ({
    actions: [statement.Action].flat(),
    resources: [statement.Resource].flat(),
  }));

describe('what keeps data', () => {
  test.each(named(templates.of('AWS::DynamoDB::Table')))('%s survives any deploy', (_, table) => {
    expect(table.deletionPolicy).toBe('Retain');
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test.each(named(templates.of('AWS::S3::Bucket')))('%s is private and versioned', (_, bucket) => {
    expect(bucket.deletionPolicy).toBe('Retain');
    expect(bucket.properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(bucket.properties['BucketEncryption']).toBeDefined();
    expect(bucket.properties['LifecycleConfiguration']).toBeDefined();
    const policies = templates
      .of('AWS::S3::BucketPolicy')
      .filter(({ properties }) => properties['Bucket'].Ref === bucket.logicalId);
    expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
  });

  test('the user pool admits nobody who was not invited', () => {
    const [pool] = templates.of('AWS::Cognito::UserPool');
    expect(pool?.deletionPolicy).toBe('Retain');
    expect(pool?.properties).toMatchObject({
      DeletionProtection: 'ACTIVE',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameConfiguration: { CaseSensitive: false },
    });
    const clients = templates.of('AWS::Cognito::UserPoolClient');
    for (const { properties } of clients)
      expect(properties).toMatchObject({
        GenerateSecret: true,
        PreventUserExistenceErrors: 'ENABLED',
        EnableTokenRevocation: true,
      });
    const [web, recovery, ...more] = clients.map(({ properties }) => properties);
    expect(more).toEqual([]);
    expect(web).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'],
      // The pages lead to companies only: nobody types a password there.
      AllowedOAuthFlows: ['code'],
      SupportedIdentityProviders: [
        { Ref: expect.stringContaining('CompanyExample') },
        { Ref: expect.stringContaining('CompanySister') },
      ],
    });
    expect(recovery).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
    });
    expect(recovery).not.toHaveProperty('AllowedOAuthFlows');
  });

  test('companies sign their people in by OpenID Connect or SAML, with their addresses and names', () => {
    const providers = templates.of('AWS::Cognito::UserPoolIdentityProvider');
    expect(providers.map(({ properties }) => properties)).toMatchObject([
      {
        ProviderType: 'OIDC',
        ProviderDetails: {
          oidc_issuer: 'https://login.example.com',
          client_id: 'crm',
          client_secret: '{{resolve:secretsmanager:example-crm-client:SecretString:::}}',
          authorize_scopes: 'openid email profile',
        },
        AttributeMapping: { email: 'email', email_verified: 'email_verified', name: 'name' },
      },
      {
        ProviderType: 'SAML',
        ProviderDetails: { MetadataURL: 'https://login.example.org/metadata' },
        AttributeMapping: {
          email: expect.stringMatching(/claims\/emailaddress$/),
          name: expect.stringMatching(/claims\/name$/),
        },
      },
    ]);
  });

  test('the user pool asks for the factors that people set up, and lets them write no more', () => {
    const [pool] = templates.of('AWS::Cognito::UserPool');
    expect(pool?.properties).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      UserAttributeUpdateSettings: {
        AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'],
      },
    });
    const web = templates
      .of('AWS::Cognito::UserPoolClient')
      .find(({ properties }) =>
        properties['ExplicitAuthFlows'].includes('ALLOW_ADMIN_USER_PASSWORD_AUTH'),
      );
    expect(web?.properties).toMatchObject({
      WriteAttributes: ['email', 'phone_number'],
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      AccessTokenValidity: 10,
      RefreshTokenValidity: 24 * 60,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      AuthSessionValidity: 15,
    });
  });

  test('stands in stacks without functions', () => {
    const stateful = templates.of('AWS::DynamoDB::Table').map(({ stack }) => stack);
    const functions = templates.of('AWS::Lambda::Function').map(({ stack }) => stack);
    expect(functions.filter((stack) => stateful.includes(stack))).toEqual([]);
  });
});

describe('functions', () => {
  const functions = templates.of('AWS::Lambda::Function');

  test('are those of the catalogue and no other', () => {
    expect(functions.length).toBe(definitions.length);
    expect([...templates.sizes.keys()].sort()).toEqual(definitions.map(([name]) => name).sort());
  });

  test.each(named(functions))('%s has limits, its own role, a log group and an alarm', (_, fn) => {
    expect(fn.properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(fn.properties['Timeout']).toBeLessThanOrEqual(900);
    expect(fn.properties['LoggingConfig'].LogGroup.Ref).toBeDefined();
    const role = fn.properties['Role']['Fn::GetAtt'][0];
    expect(functions.filter((each) => each.properties['Role']['Fn::GetAtt'][0] === role)).toEqual([
      fn,
    ]);
    const alarms = templates
      .of('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => JSON.stringify(properties['Dimensions']).includes(fn.logicalId));
    expect(alarms.length).toBe(1);
    expect(alarms[0]?.properties['AlarmDescription']).toMatch(/\w+ .*\.$/);
  });

  test.each(definitions)('%s gets exactly the variables its needs name', (name, definition) => {
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    const fn = functions.find(({ logicalId }) => logicalId.startsWith(`${id}Function`));
    expect(Object.keys(fn?.properties['Environment'].Variables).sort()).toEqual(
      variableNames(definition),
    );
  });
});

describe('permissions', () => {
  test('name their actions and never all resources but where AWS has none to name', () => {
    expect(statements.length).toBeGreaterThan(20);
    const withoutResources = [
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
      'dynamodb:ListStreams',
      'ses:DeleteSuppressedDestination',
    ];
    for (const { actions, resources } of statements) {
      expect(actions.filter((action: string) => action.includes('*'))).toEqual([]);
      if (resources.includes('*'))
        expect(actions.filter((action: string) => !withoutResources.includes(action))).toEqual([]);
    }
  });

  test('come from no managed policy', () => {
    const managed = templates
      .of('AWS::IAM::Role')
      .flatMap((it) => it.properties['ManagedPolicyArns'] ?? []);
    expect(managed).toEqual([]);
  });
});

describe('queues', () => {
  const queues = templates.of('AWS::SQS::Queue');
  const mappings = templates.of('AWS::Lambda::EventSourceMapping');

  test('that are worked off have a dead-letter queue and wait six time-outs', () => {
    const worked = mappings.filter(
      ({ properties }) => properties['EventSourceArn']['Fn::GetAtt']?.[1] === 'Arn',
    );
    expect(worked.length).toBeGreaterThan(0);
    for (const { properties, stack } of worked) {
      const queue = queues.find(
        (each) =>
          each.stack === stack && each.logicalId === properties['EventSourceArn']['Fn::GetAtt'][0],
      );
      const fn = templates
        .of('AWS::Lambda::Function')
        .find((each) => each.stack === stack && each.logicalId === properties['FunctionName'].Ref);
      expect(queue?.properties['RedrivePolicy'].maxReceiveCount).toBeGreaterThanOrEqual(3);
      expect(queue?.properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * fn?.properties['Timeout'],
      );
      expect(properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('are encrypted and take TLS only', () => {
    for (const { properties } of queues) expect(properties['SqsManagedSseEnabled']).toBe(true);
    expect(templates.of('AWS::SQS::QueuePolicy').length).toBe(queues.length);
  });
});

describe('the API', () => {
  test('has the routes of the contracts and no other', () => {
    const described = definitions.flatMap(([, { routes = {} }]) =>
      Object.values(routes).map(routeKey),
    );
    const deployed = templates
      .of('AWS::ApiGatewayV2::Route')
      .map((it) => it.properties['RouteKey']);
    expect(deployed.sort()).toEqual(described.sort());
  });

  test('is throttled and writes an access log without addresses', () => {
    const [stage] = templates.of('AWS::ApiGatewayV2::Stage');
    expect(stage?.properties['DefaultRouteSettings'].ThrottlingRateLimit).toBeGreaterThan(0);
    const format: string = stage?.properties['AccessLogSettings'].Format;
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/path|authorization|queryString/i);
  });
});

test('every log group forgets', () => {
  const groups = templates.of('AWS::Logs::LogGroup');
  expect(groups.length).toBeGreaterThan(definitions.length);
  for (const { properties } of groups)
    expect(properties['RetentionInDays']).toBeLessThanOrEqual(365);
});

test('no stack comes near CloudFormation’s limit of 500 resources', () => {
  for (const stack of templates.stacks)
    expect(templates.resources.filter((resource) => resource.stack === stack).length).toBeLessThan(
      400,
    );
});
