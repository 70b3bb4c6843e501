import { bundleCatalogue } from '../bundle-catalogue.ts';
import { currentAccount, OperatorError } from './account.ts';
import { runCdk } from './cdk.ts';
import { settingsFile } from './read-settings.ts';

/**
 * `npm run diff`: what a deploy would change. Without credentials there is nothing to compare with,
 * so it says so and checks that the templates can be written.
 */
await bundleCatalogue('build/functions');
const settings = await settingsFile();
try {
  const { accountId, region } = await currentAccount();
  console.log(`Comparing with account ${accountId}, ${region}.`);
  process.exitCode = await runCdk(['diff', ...settings]);
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  console.log(`${error.message}\nWithout an account everything would be new:`);
  process.exitCode = await runCdk(['synth', '--quiet', ...settings]);
  if (process.exitCode === 0) process.exitCode = await runCdk(['list', ...settings]);
}
