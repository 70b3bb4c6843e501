import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import type { Route } from '#shared/http/route';

export interface Operation {
  readonly operation: string;
  readonly feature: string;
  readonly route: Route;
}

/** Every HTTP operation of every function, as the catalogue has it. */
export const everyRoute: readonly Operation[] = Object.entries<FunctionDefinition>(
  catalogue,
).flatMap(([feature, { routes = {} }]) =>
  Object.entries<Route>(routes).map(([operation, route]) => ({ operation, feature, route })),
);

/** Operations that serve files of the product instead of JSON. */
export function servesFiles({ feature }: Operation): boolean {
  return feature === 'apiDocs' || feature === 'accountPages';
}

/** An id that no record, person or import has. */
export const unknownId = '01ZZZZZZZZZZZZZZZZZZZZZZZZ';

/** The path with its one parameter filled in. */
export function pathOf(route: Route, id: string): string {
  return route.path.replace(/\{\w+\}/, encodeURIComponent(id));
}
