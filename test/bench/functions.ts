import { bundles } from './bundles.ts';
import { type Child, startChild } from './child.ts';
import type { FunctionCalls } from './function-process.ts';
import type { Store } from './store.ts';

/** A fresh process with the bundles of these functions loaded, pointed at the store. */
export async function startFunctions(
  store: Store,
  ...names: readonly string[]
): Promise<Child<FunctionCalls>> {
  const { pathOf } = await bundles();
  const child = startChild<FunctionCalls>('./function-process.ts', store.environment);
  for (const name of names) await child.call('load', { name, bundle: pathOf(name) });
  return child;
}
