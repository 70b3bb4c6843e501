import {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bundleCatalogue } from '../bundle-catalogue.ts';
import { type Account, currentAccount, OperatorError, stackResources } from './account.ts';
import { runCdk } from './cdk.ts';
import { readSettings, settingsFile, settingsPath } from './read-settings.ts';

/** Each protected resource with the command that lifts its protection. */
async function protections(account: Account, name: string): Promise<string[]> {
  const { region } = account;
  const dynamodb = new DynamoDBClient({ region });
  const cognito = new CognitoIdentityProviderClient({ region });
  const found: string[] = [];
  for (const table of await stackResources(account, `${name}Data`, 'AWS::DynamoDB::Table')) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
    if (Table?.DeletionProtectionEnabled)
      found.push(
        `aws dynamodb update-table --table-name ${table} --no-deletion-protection-enabled`,
      );
  }
  for (const pool of await stackResources(account, `${name}Identity`, 'AWS::Cognito::UserPool')) {
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: pool }));
    if (UserPool?.DeletionProtection === 'ACTIVE')
      found.push(
        `(console) Cognito → User pools → ${pool} → Settings → Deletion protection: deactivate`,
      );
  }
  return found;
}

/** `npm run destroy`: takes a deployment away, but never while its data is protected. */
try {
  const { name } = await readSettings(settingsPath);
  const account = await currentAccount();
  const protectedBy = await protections(account, name);
  if (protectedBy.length > 0)
    throw new OperatorError(
      [
        `The deployment “${name}” holds customer data that is protected against deletion. Nothing was changed.`,
        'If it really is to go, export what you need, lift each protection, and run this command again:',
        ...protectedBy.map((command) => `  ${command}`),
        'Tables, files, keys and the user pool are kept even then; delete them by hand last.',
      ].join('\n'),
    );
  await bundleCatalogue('build/functions');
  process.exitCode = await runCdk(['destroy', '--all', ...(await settingsFile())]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
