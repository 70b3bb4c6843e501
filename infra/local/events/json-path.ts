/** One step of a JSON path: a field, or an element of an array. */
const step = /\.([\w-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]/y;

/** Reads the paths EventBridge takes (`$.detail.items[0].id`). Throws where a path is written differently. */
export function compilePath(path: string): (value: unknown) => unknown {
  if (!path.startsWith('$')) throw new Error(`“${path}” is no JSON path: it must start with $.`);
  const names: string[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const found = step.exec(path);
    if (!found) throw new Error(`“${path}” is no JSON path EventBridge takes, see position ${at}.`);
    names.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return (value) => {
    let current: unknown = value;
    for (const name of names) {
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name))
        return undefined;
      current = Reflect.get(current, name);
    }
    return current;
  };
}
