import type { Resource, ResourceIdentity, ResourceType } from '../service.ts';
import { evaluate, noValue, resolve, type Scope } from './intrinsics.ts';
import { physicalName } from './physical-name.ts';
import type { Assembly, StackTemplate } from './read-assembly.ts';
import { needsNothingLocally, placeholderArn } from './unserved-types.ts';

export interface ResolvedResource {
  readonly resource: Resource;
  readonly identity: ResourceIdentity;
}

export interface ResolvedAssembly {
  /** What the given types serve, each after everything it refers to. */
  readonly resources: readonly ResolvedResource[];
  /** `Stack.Output` → value; also `Output` alone where one stack only has it. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Types that nothing serves and that do not go without saying. */
  readonly unknownTypes: readonly string[];
}

interface ResolveOptions {
  readonly types: Readonly<Record<string, ResourceType>>;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Resolves every intrinsic function over all stacks of an assembly. Throws an error that names stack
 * and resource where one is unknown, or where something refers to what no stack makes.
 */
export function resolveAssembly(assembly: Assembly, options: ResolveOptions): ResolvedAssembly {
  const stacks = assembly.stacks.map((stack) => new StackResolver(stack, options));
  const exports = new Map(stacks.flatMap((stack) => stack.exports()));
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  for (const stack of stacks) {
    stack.exported = exports;
    stack.others = byName;
  }
  const resources = stacks.flatMap((stack) => stack.resources());
  return {
    resources,
    outputs: mergeOutputs(stacks.map((stack) => [stack.name, stack.outputs()])),
    unknownTypes: [...new Set(stacks.flatMap((stack) => stack.unknownTypes()))].sort(),
  };
}

function mergeOutputs(
  stacks: readonly (readonly [name: string, outputs: ReadonlyMap<string, string>])[],
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [stack, outputs] of stacks)
    for (const [key, value] of outputs) {
      merged[`${stack}.${key}`] = value;
      if (stacks.filter(([, others]) => others.has(key)).length === 1) merged[key] = value;
    }
  return merged;
}

/** Resolves what stands in one template; other stacks are reached by their exports and outputs only. */
class StackResolver {
  exported: ReadonlyMap<string, () => unknown> = new Map();
  others: ReadonlyMap<string, StackResolver> = new Map();
  readonly #stack: StackTemplate;
  readonly #options: ResolveOptions;
  readonly #identities = new Map<string, ResourceIdentity>();
  readonly #pending = new Set<string>();

  constructor(stack: StackTemplate, options: ResolveOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  get name(): string {
    return this.#stack.name;
  }

  exports(): (readonly [string, () => unknown])[] {
    return Object.entries(this.#stack.template.Outputs).flatMap(([key, output]) => {
      if (!output.Export || !this.#exists(output.Condition)) return [];
      const scope = this.#scope(`output ${key}`);
      const name = resolve(output.Export.Name, scope);
      return [[String(name), () => resolve(output.Value, scope)] as const];
    });
  }

  /** One output; undefined where the template has none of that name. */
  output(key: string): unknown {
    const output = this.#stack.template.Outputs[key];
    if (!output || !this.#exists(output.Condition)) return undefined;
    return resolve(output.Value, this.#scope(`output ${key}`));
  }

  outputs(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const [key, output] of Object.entries(this.#stack.template.Outputs)) {
      // CDK writes these for its own references between stacks.
      if (key.startsWith('ExportsOutput') || !this.#exists(output.Condition)) continue;
      const value = resolve(output.Value, this.#scope(`output ${key}`));
      found.set(key, typeof value === 'string' ? value : JSON.stringify(value));
    }
    return found;
  }

  resources(): readonly ResolvedResource[] {
    const done = new Map<string, ResolvedResource | undefined>();
    const visit = (logicalId: string) => {
      if (done.has(logicalId)) return;
      done.set(logicalId, undefined);
      const { Type: type, Properties } = this.#template(logicalId);
      if (!this.#options.types[type]) return;
      const scope = this.#scope(logicalId, visit);
      const properties: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(Properties)) {
        const resolved = resolve(value, scope);
        if (resolved !== noValue) properties[key] = resolved;
      }
      const identity = this.#identify(logicalId);
      // Deleted and set again so that it stands behind what it refers to.
      done.delete(logicalId);
      done.set(logicalId, {
        resource: { logicalId, stack: this.name, type, properties },
        identity,
      });
    };
    for (const logicalId of this.#made()) visit(logicalId);
    return [...done.values()].filter((each) => each !== undefined);
  }

  unknownTypes(): readonly string[] {
    return this.#made()
      .map((logicalId) => this.#template(logicalId).Type)
      .filter((type) => !this.#options.types[type] && !needsNothingLocally(type));
  }

  #made(): readonly string[] {
    return Object.entries(this.#stack.template.Resources)
      .filter(([, { Condition }]) => this.#exists(Condition))
      .map(([logicalId]) => logicalId);
  }

  #exists(condition: string | undefined): boolean {
    return condition === undefined || evaluate({ Condition: condition }, this.#scope(condition));
  }

  #template(logicalId: string) {
    const resource = this.#stack.template.Resources[logicalId];
    if (!resource) throw new Error(`${this.name}: nothing is called ${logicalId} in this stack.`);
    return resource;
  }

  #identify(logicalId: string): ResourceIdentity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const { Type: type, Properties, Condition } = this.#template(logicalId);
    const where = `${this.name}/${logicalId}`;
    if (!this.#exists(Condition)) throw new Error(`${where} is referred to, but left out.`);
    if (this.#pending.has(logicalId)) throw new Error(`The name of ${where} depends on itself.`);
    this.#pending.add(logicalId);
    const served = this.#options.types[type];
    const given = served?.nameProperty && Properties[served.nameProperty];
    const name = given && resolve(given, this.#scope(logicalId));
    const place = { logicalId, stack: this.name, type };
    const identity = served
      ? served.identify({ ...place, name: typeof name === 'string' ? name : undefined })
      : this.#placeholder(logicalId, type);
    this.#pending.delete(logicalId);
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #placeholder(logicalId: string, type: string): ResourceIdentity {
    const name = physicalName(this.name, logicalId);
    const arn = placeholderArn(type, name, this.#options);
    // A topic's Ref is its ARN; most others give their name.
    return { ref: type === 'AWS::SNS::Topic' ? arn : name, attributes: { Arn: arn } };
  }

  #attribute(logicalId: string, attribute: string): unknown {
    const { attributes, ref } = this.#identify(logicalId);
    const value = attributes[attribute];
    if (value !== undefined) return value;
    const { Type: type } = this.#template(logicalId);
    if (!this.#options.types[type])
      return attribute.endsWith('Arn') ? attributes['Arn'] : `${ref}.${attribute}`;
    throw new Error(`${this.name}/${logicalId}: ${type} has no attribute ${attribute} locally.`);
  }

  #scope(where: string, onReference: (logicalId: string) => void = () => undefined): Scope {
    const { region, accountId } = this.#options;
    const { template } = this.#stack;
    const full = `${this.name}/${where}`;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${this.name}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': noValue,
    };
    const missing = (what: string): never => {
      throw new Error(`${full}: ${what}.`);
    };
    return {
      where: full,
      ref: (name) => {
        if (Object.hasOwn(pseudo, name)) return pseudo[name];
        const parameter = template.Parameters[name];
        if (parameter) return parameter.Default ?? missing(`parameter ${name} has no default`);
        if (!template.Resources[name]) return missing(`nothing is called ${name} in this stack`);
        onReference(name);
        return this.#identify(name).ref;
      },
      attribute: (logicalId, name) => {
        if (!template.Resources[logicalId])
          return missing(`nothing is called ${logicalId} in this stack`);
        onReference(logicalId);
        return this.#attribute(logicalId, name);
      },
      importValue: (name) => {
        const value = this.exported.get(name);
        return value ? value() : missing(`no stack exports ${name}`);
      },
      stackOutput: (stack, output) =>
        this.others.get(stack)?.output(output) ?? missing(`no stack ${stack} has output ${output}`),
      condition: (name) => template.Conditions[name] ?? missing(`there is no condition ${name}`),
      mapping: (map, first, second) =>
        template.Mappings[map]?.[first]?.[second] ??
        missing(`the mapping ${map} has no ${first}, ${second}`),
    };
  }
}
