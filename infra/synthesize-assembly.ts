import { bundleCatalogue } from './bundle-catalogue.ts';
import { readSettings } from './operate/read-settings.ts';

/** `node infra/synthesize-assembly.ts <settings file> <bundles> <assembly>`: bundles and synthesizes. */
const [settingsFile = '', bundles = '', outdir = ''] = process.argv.slice(2);
const bundled = bundleCatalogue(bundles);
// Loaded while esbuild works in a process of its own: CDK takes a second to load.
const [{ App }, { build }, settings] = await Promise.all([
  import('aws-cdk-lib'),
  import('./build.ts'),
  readSettings(settingsFile),
]);
await bundled;
const app = new App({ outdir });
build(app, { settings, bundles });
app.synth();
