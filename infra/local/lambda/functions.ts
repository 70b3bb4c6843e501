import { type CloudContext, type InvokeResult, ServiceError } from '../service.ts';
import type { Outcome } from './execution-environment.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { createFunctionPool, type FunctionPool, type PoolNeeds } from './function-pool.ts';

/** The caller's view of an outcome: the payload is parsed, a failure stands beside it. */
export function invokeResult(outcome: Outcome): InvokeResult {
  if (outcome.ok) return { payload: JSON.parse(outcome.payload) };
  const { errorType, errorMessage } = outcome.failure;
  return { payload: outcome.failure, error: { errorType, errorMessage } };
}

/** All functions by name or ARN. */
export function createFunctions(context: CloudContext, needs: PoolNeeds) {
  const pools = new Map<string, FunctionPool>();
  const nameOf = (reference: string) => {
    const parts = reference.split(':');
    return reference.startsWith('arn:') ? (parts[6] ?? '') : (parts[0] ?? '');
  };

  const has = (reference: string) => pools.has(nameOf(reference));

  const find = (reference: string): FunctionPool => {
    const pool = pools.get(nameOf(reference));
    if (pool) return pool;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Function not found: arn:aws:lambda:${context.region}:${context.accountId}:function:${nameOf(reference)}`,
      { status: 404 },
    );
  };

  return {
    has,
    find,
    nameOf,
    list: (): readonly FunctionPool[] => [...pools.values()],
    /** Makes or replaces a function; running invocations of an old version are killed. */
    define(definition: FunctionDefinition): void {
      const replaced = pools.get(definition.name);
      pools.set(definition.name, createFunctionPool(definition, context, needs));
      if (replaced) context.clock.hold(replaced.stop());
    },
    async stop(): Promise<void> {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}

export type Functions = ReturnType<typeof createFunctions>;
