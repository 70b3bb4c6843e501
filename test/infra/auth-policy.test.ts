import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { build, stacksOf } from '#infra/build';
import { Settings } from '#infra/settings';
import { emptyBundles } from './empty-bundles.ts';

function identityOf(auth: object) {
  const app = new App();
  const settings = Settings.parse({ stage: 'local', mail: { from: 'crm@example.com' }, auth });
  build(app, { bundles: emptyBundles(), settings });
  const stacks = stacksOf(app).map((stack) => Template.fromStack(stack));
  const of = (type: string) =>
    stacks
      .flatMap((stack) => Object.values(stack.findResources(type)))
      .map((it) => it['Properties']);
  const [pool] = of('AWS::Cognito::UserPool');
  const policies = of('AWS::Lambda::Function').flatMap(
    ({ Environment }) => Environment?.Variables?.AUTH_POLICY ?? [],
  );
  return { rules: pool?.Policies.PasswordPolicy, policies: policies.map((it) => JSON.parse(it)) };
}

// Synthesis is most of the work, and a busy machine takes its time over it.
const slowly = { timeout: 180_000 };

test('one value drives the rules of Cognito and of our own check', slowly, () => {
  const { rules, policies } = identityOf({ password: { minLength: 12, historySize: 9 } });
  expect(rules).toMatchObject({
    MinimumLength: 12,
    PasswordHistorySize: 9,
    RequireLowercase: true,
    RequireNumbers: true,
    RequireSymbols: true,
  });
  expect(policies.length).toBeGreaterThan(3);
  for (const policy of policies)
    expect(policy.password).toMatchObject({ minLength: 12, historySize: 9, composition: true });
});

test('the preset nist asks Cognito for length alone', slowly, () => {
  const { rules, policies } = identityOf({ preset: 'nist' });
  expect(rules).toMatchObject({
    MinimumLength: 15,
    RequireLowercase: false,
    RequireUppercase: false,
    RequireNumbers: false,
    RequireSymbols: false,
  });
  for (const policy of policies) expect(policy.password.maxAgeDays).toBe(0);
});
