import { App } from 'aws-cdk-lib';
import { build } from './build.ts';
import { readSettings } from './operate/read-settings.ts';

/** The CDK app. Context: `settingsFile` (a JSON file), `bundles` (the folder of built functions) and `recordsStream` (see `build`). */
const app = new App();
const context = (name: string, otherwise: string): string => {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === 'string' ? value : otherwise;
};

build(app, {
  settings: await readSettings(context('settingsFile', 'stratus.settings.json')),
  bundles: context('bundles', 'build/functions'),
  recordsStream: context('recordsStream', '') || undefined,
});
app.synth();
