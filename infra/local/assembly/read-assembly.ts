import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { AssetManifest, Manifest, Template } from './template.ts';

export interface StackTemplate {
  /** The name the stack has in CloudFormation. */
  readonly name: string;
  /** Undefined where the stack leaves it to the deployment. */
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  readonly template: Template;
}

/** A synthesized CDK app: stacks, those first that others need, and the files they deploy. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly StackTemplate[];
  /** S3 key of an asset (as in a function's `Code.S3Key`) → absolute path of its file or folder. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Reads a CDK cloud assembly, stages included. Throws an error that names the file at fault. */
export function readAssembly(directory: string): Assembly {
  const assets = new Map<string, string>();
  const stacks = readFolder(resolve(directory), assets);
  return { directory: resolve(directory), stacks, assets };
}

function readFolder(directory: string, assets: Map<string, string>): StackTemplate[] {
  const { artifacts } = readJson(join(directory, 'manifest.json'), Manifest);
  return inDependencyOrder(artifacts).flatMap((id): StackTemplate[] => {
    const { type, environment, properties } = artifacts[id] ?? fail(id);
    if (type === 'cdk:cloud-assembly' && properties.directoryName)
      return readFolder(join(directory, properties.directoryName), assets);
    if (type === 'cdk:asset-manifest' && properties.file)
      readAssets(directory, properties.file, assets);
    if (type !== 'aws:cloudformation:stack' || !properties.templateFile) return [];
    const [, accountId, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment ?? '') ?? [];
    return [
      {
        name: properties.stackName ?? id,
        region: region === 'unknown-region' ? undefined : region,
        accountId: accountId === 'unknown-account' ? undefined : accountId,
        template: readJson(join(directory, properties.templateFile), Template),
      },
    ];
  });
}

function readAssets(directory: string, file: string, assets: Map<string, string>): void {
  const { files } = readJson(join(directory, file), AssetManifest);
  for (const { source, destinations } of Object.values(files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations))
      assets.set(objectKey, join(directory, source.path));
  }
}

function inDependencyOrder(artifacts: Manifest['artifacts']): readonly string[] {
  const order = new Set<string>();
  const entered = new Set<string>();
  const visit = (id: string) => {
    if (entered.has(id)) return;
    entered.add(id);
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    if (artifacts[id]) order.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return [...order];
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`The cloud assembly is incomplete: ${path} cannot be read.`, { cause: error });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path} is not what CDK writes: ${reason}`, { cause: error });
  }
}

function fail(id: string): never {
  throw new Error(`The artifact ${id} is not in the manifest.`);
}
