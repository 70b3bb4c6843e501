import * as z from 'zod';
import type { ResolvedResource } from './resolve-assembly.ts';

const Configured = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }),
});

/** The resources with other values for the variables that functions have; none gets one that it lacks. */
export function withVariables(
  resources: readonly ResolvedResource[],
  values: Readonly<Record<string, string>>,
): readonly ResolvedResource[] {
  return resources.map((each) => {
    const { data } = Configured.safeParse(each.resource.properties);
    if (each.resource.type !== 'AWS::Lambda::Function' || !data) return each;
    const own = Object.entries(data.Environment.Variables);
    const Variables = Object.fromEntries(own.map(([name, value]) => [name, values[name] ?? value]));
    const properties = { ...data, Environment: { ...data.Environment, Variables } };
    return { ...each, resource: { ...each.resource, properties } };
  });
}
