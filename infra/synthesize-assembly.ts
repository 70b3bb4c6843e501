import { App } from 'aws-cdk-lib';
import { build } from './build.ts';
import { bundleCatalogue } from './bundle-catalogue.ts';
import { readSettings } from './operate/read-settings.ts';

/** `node infra/synthesize-assembly.ts <settings file> <bundles> <assembly>`: bundles and synthesizes. */
const [settingsFile = '', bundles = '', outdir = ''] = process.argv.slice(2);
const [settings] = await Promise.all([readSettings(settingsFile), bundleCatalogue(bundles)]);
const app = new App({ outdir });
build(app, { settings, bundles });
app.synth();
