import { bundleCatalogue } from '../bundle-catalogue.ts';
import { currentAccount, OperatorError } from './account.ts';
import { runCdk } from './cdk.ts';
import { readSettings, settingsInUse, settingsOption } from './read-settings.ts';
import { restoredStream, streamOption } from './restored-stream.ts';

/**
 * `npm run diff`: what a deploy would change. Without credentials there is nothing to compare with,
 * so it says so and checks that the templates can be written.
 */
await bundleCatalogue('build/functions');
const path = await settingsInUse();
const settings = settingsOption(path);
try {
  const account = await currentAccount();
  const { accountId, region } = account;
  console.log(`Comparing with account ${accountId}, ${region}.`);
  const { name } = await readSettings(path);
  const stream = await restoredStream(account, name);
  process.exitCode = await runCdk(['diff', ...settings, ...streamOption(stream)]);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  console.log(`${error.message}\nWithout an account everything would be new:`);
  process.exitCode = await runCdk(['synth', '--quiet', ...settings]);
  if (process.exitCode === 0) process.exitCode = await runCdk(['list', ...settings]);
}
