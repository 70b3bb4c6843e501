import { bundleCatalogue } from '../bundle-catalogue.ts';
import { type Account, currentAccount, OperatorError, stackOutputs } from './account.ts';
import { runCdk } from './cdk.ts';
import { inviteFirstAdministrator } from './first-administrator.ts';
import { settingsFile } from './read-settings.ts';
import { handOver, restoredStream, streamOption } from './restored-stream.ts';
import { settingsOfOperator } from './settings-of-operator.ts';

async function bootstrapWhereNeeded(account: Account, settings: readonly string[]): Promise<void> {
  if (await stackOutputs(account, 'CDKToolkit')) return;
  console.log('Preparing the account for CDK (once per account and region) …');
  const place = `aws://${account.accountId}/${account.region}`;
  if ((await runCdk(['bootstrap', place, ...settings])) !== 0)
    throw new OperatorError('The account could not be prepared; see the message above.');
}

async function tellWhatToOpen(account: Account, name: string): Promise<void> {
  const { ApiUrl: api } = (await stackOutputs(account, `${name}Edge`)) ?? {};
  const { FilesBucket: bucket } = (await stackOutputs(account, `${name}Data`)) ?? {};
  const identity = (await stackOutputs(account, `${name}Identity`)) ?? {};
  console.log(
    `\nStratus CRM is deployed.\n  Sign in       ${api}/sign-in\n  API           ${api}/docs`,
  );
  console.log(`  Drop files at s3://${bucket}/inbox/`);
  const records = Object.entries(identity).filter(([key]) => key.startsWith('MailDnsRecord'));
  console.log('\nMail leaves once these records are in the DNS of its domain:');
  for (const [, record] of records) console.log(`  ${record}`);
  console.log('A new AWS account mails verified addresses only: ask SES for production access.');
}

/** `npm run deploy`: the first deploy and every upgrade; never takes away a resource that keeps data. */
try {
  const account = await currentAccount();
  const { name } = await settingsOfOperator();
  const settings = await settingsFile();
  console.log(`Deploying ${name} to account ${account.accountId}, ${account.region} …`);
  await bundleCatalogue('build/functions');
  await bootstrapWhereNeeded(account, settings);
  const stream = await restoredStream(account, name);
  if (stream !== undefined) await handOver(account, name, stream);
  const options = [...settings, ...streamOption(stream)];
  if ((await runCdk(['deploy', '--all', '--require-approval', 'broadening', ...options])) !== 0)
    throw new OperatorError(
      'The deploy stopped; what was deployed before is unchanged or rolled back.',
    );
  await inviteFirstAdministrator(account, name);
  await tellWhatToOpen(account, name);
} catch (error) {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exitCode = 1;
}
