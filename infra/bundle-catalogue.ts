import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import { openApi } from '#shared/http/openapi';
import type { Routes } from '#shared/http/route';
import { bundleFunctions } from './bundle.ts';

/** The routes of every feature that has some. */
export function routesByFeature(): Record<string, Routes> {
  const features: Record<string, Routes> = {};
  for (const [name, { routes }] of Object.entries<FunctionDefinition>(catalogue))
    if (routes) features[name] = routes;
  return features;
}

/** Writes the OpenAPI document and builds every function of the catalogue; returns name → KB. */
export async function bundleCatalogue(directory: string): Promise<ReadonlyMap<string, number>> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile('package.json', 'utf8')));
  await mkdir('build', { recursive: true });
  await writeFile('build/openapi.json', JSON.stringify(openApi(routesByFeature(), version)));
  return bundleFunctions(catalogue, directory);
}
