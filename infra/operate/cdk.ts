import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** Runs the CDK command-line tool with this project's Node; resolves with its exit code. */
export function runCdk(args: readonly string[]): Promise<number> {
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [cdk, ...args, '--no-notices', '--no-version-reporting'],
      {
        stdio: 'inherit',
        env: {
          ...process.env,
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          CDK_DISABLE_VERSION_CHECK: 'true',
        },
      },
    );
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
