import { bundleCatalogue } from '../bundle-catalogue.ts';
import { runCdk } from './cdk.ts';
import { settingsFile } from './read-settings.ts';

/** `npm run synth`: writes the CloudFormation templates to cdk.out; needs no credentials. */
const sizes = await bundleCatalogue('build/functions');
for (const [name, kilobytes] of sizes) console.log(`${name.padEnd(18)} ${kilobytes} KB`);
process.exitCode = await runCdk(['synth', '--quiet', ...(await settingsFile())]);
if (process.exitCode === 0) console.log('The templates are in cdk.out.');
