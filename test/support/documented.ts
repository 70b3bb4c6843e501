import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { testBuild } from './assembly.ts';

interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface DocumentedResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
}

interface OpenApiDocument {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, DocumentedResponse> }>>>
  >;
}

/** Unreserved characters mean the same written out and encoded (RFC 3986, section 2.3). */
const plain = (path: string) =>
  path.replaceAll(/%[46][1-9a-f]|%[57][0-9a]/gi, (each) => decodeURIComponent(each));

const quoted = (segment: string) => segment.replaceAll('~', '~0').replaceAll('/', '~1');

function openDocument() {
  const file = join(testBuild, 'functions/apiDocs/openapi.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'api' });
  const routes = Object.keys(document.paths)
    .map((path) => ({
      path,
      parameters: path.split('{').length,
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))
    // As at the gateway, what is written out goes before what stands for anything.
    .sort((a, b) => a.parameters - b.parameters);
  const compiled = new Map<string, ValidateFunction | undefined>();
  return {
    document,
    pathOf: (path: string, method: string) =>
      routes.find(({ path: each, pattern }) => pattern.test(path) && document.paths[each]?.[method])
        ?.path,
    /** Checks a body as the document has it; made once for each answer that occurs. */
    validator(reference: string): ValidateFunction | undefined {
      if (!compiled.has(reference)) compiled.set(reference, ajv.getSchema(reference));
      return compiled.get(reference);
    },
  };
}

let opened: ReturnType<typeof openDocument> | undefined;

/**
 * What is wrong with an answer by the OpenAPI document that the product serves, which admits no field
 * that it does not name; undefined where all is well, or where no function has answered.
 */
export function departure(answered: Answered): string | undefined {
  // The gateway's own answers carry none; a path of none leads to no function.
  if (!answered.headers.has('x-request-id')) return undefined;
  opened ??= openDocument();
  const method = answered.method.toLowerCase();
  const path = opened.pathOf(plain(answered.path), method);
  if (path === undefined) return 'it is no operation of the document';
  const response = opened.document.paths[path]?.[method]?.responses[answered.status];
  if (!response) return 'the document does not name this status';
  const [type = ''] = (answered.headers.get('content-type') ?? '').split(';');
  if (answered.text === '') return response.content ? 'the body is missing' : undefined;
  const content = response.content?.[type];
  if (!content) return `the document names no body of type ${type}`;
  const place = ['paths', path, method, 'responses', String(answered.status), 'content', type];
  const pointer = [...place, 'schema'].map((each) => encodeURIComponent(quoted(each))).join('/');
  // Nine answers of ten have one of the schemas with a name, most of them the one of problems.
  const validate = opened.validator(`api${content.schema?.$ref ?? `#/${pointer}`}`);
  if (!validate) return undefined;
  const body: unknown = JSON.parse(answered.text);
  if (!validate(body))
    return (validate.errors ?? [])
      .map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      )
      .join('; ');
  const { code } = body as { readonly code?: unknown };
  const isProblem = type === 'application/problem+json';
  return isProblem && !response.description.includes(`\`${String(code)}\``)
    ? `the document does not name the code ${String(code)}`
    : undefined;
}
