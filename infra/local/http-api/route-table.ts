/** A route and where it leads. */
export interface Route {
  readonly key: string;
  readonly integrationId: string;
  readonly authorizationType: 'NONE' | 'JWT' | 'CUSTOM';
  readonly authorizerId: string | undefined;
  readonly scopes: readonly string[];
}

interface Pattern {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
}

export interface RouteMatch {
  readonly route: Route;
  /** Decoded values of the path's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

const isGreedy = (segment: string) => /^\{.+\+\}$/.test(segment);
const isParameter = (segment: string) => /^\{.+\}$/.test(segment);

/** Literal text before a parameter, a parameter before the rest of a path. */
const weight = (segment: string | undefined) => {
  if (segment === undefined) return 3;
  if (isGreedy(segment)) return 2;
  return isParameter(segment) ? 1 : 0;
};

function compare(one: Pattern, other: Pattern): number {
  const length = Math.max(one.segments.length, other.segments.length);
  for (let index = 0; index < length; index++) {
    const difference = weight(one.segments[index]) - weight(other.segments[index]);
    if (difference !== 0) return difference;
  }
  return Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

function parametersOf(
  pattern: Pattern,
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.segments.entries()) {
    const given = segments[index];
    if (isGreedy(expected)) {
      const rest = segments.slice(index).join('/');
      if (rest === '') return undefined;
      parameters[expected.slice(1, -2)] = rest;
      return parameters;
    }
    if (given === undefined) return undefined;
    if (isParameter(expected) && given !== '') parameters[expected.slice(1, -1)] = given;
    else if (expected !== given) return undefined;
  }
  return segments.length === pattern.segments.length ? parameters : undefined;
}

function patternOf(route: Route): Pattern {
  const [method = '', path = ''] = route.key.split(' ');
  return { route, method, segments: path.split('/').slice(1) };
}

/** Finds the most specific route, as “Route selection” in the HTTP API guide ranks them. */
export function createRouteTable(routes: readonly Route[]) {
  const fallback = routes.find((route) => route.key === '$default');
  const patterns = routes
    .filter((route) => route !== fallback)
    .map(patternOf)
    .sort(compare);
  return {
    /** Throws `URIError` where the path is not properly percent-encoded. */
    find(method: string, path: string): RouteMatch | undefined {
      const segments = path.split('/').slice(1).map(decodeURIComponent);
      for (const pattern of patterns) {
        if (pattern.method !== 'ANY' && pattern.method !== method) continue;
        const parameters = parametersOf(pattern, segments);
        if (parameters) return { route: pattern.route, parameters };
      }
      return fallback && { route: fallback, parameters: {} };
    },
  };
}
