import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

const files = await sourceFiles('functions', 'shared');

/** Files for which the rule holds, and what they must not import. */
const laws: readonly {
  title: string;
  of: (file: SourceFile) => boolean;
  never: (imported: string, file: SourceFile) => boolean;
}[] = [
  {
    title: 'shared never imports functions',
    of: ({ path }) => path.startsWith('shared/'),
    never: (imported) => imported.startsWith('#functions') || imported.includes('functions/'),
  },
  {
    title: 'production code never imports infra or tests',
    of: () => true,
    never: (imported) => /^#(infra|test)\b/.test(imported) || imported.includes('/infra/'),
  },
  {
    title: 'contracts and object descriptions import only zod and other contracts',
    of: ({ path }) => basename(path) === 'routes.ts' || path.startsWith('shared/objects/'),
    never: (imported) => imported.startsWith('@aws') || imported.startsWith('node:'),
  },
  {
    title: 'use cases know no AWS package',
    of: ({ path }) =>
      path.startsWith('functions/') &&
      !/(handler|function)\.ts$/.test(path) &&
      !/^(dynamo|cognito|ses|s3|sqs|kms|event-bridge|eventbridge)-/.test(basename(path)) &&
      !basename(path).endsWith('-item.ts'),
    never: (imported) => imported.startsWith('@aws-sdk/') || imported.startsWith('@aws-crypto/'),
  },
  {
    title: 'features never import the adapters of others',
    of: ({ path }) => path.startsWith('functions/'),
    never: (imported, { path }) => {
      const feature = path.split('/')[1];
      const other = /^(?:#functions|\.\.)\/([^/]+)\/(?:dynamo|cognito|ses|s3|sqs)-/.exec(
        imported,
      )?.[1];
      return other !== undefined && other !== feature;
    },
  },
];

describe('import law', () => {
  test('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test.each(laws)('$title', ({ of, never }) => {
    const concerned = files.filter(of);
    expect(concerned.length).toBeGreaterThan(0);
    const broken = concerned.flatMap((file) =>
      [...file.imports, ...file.typeImports]
        .filter((imported) => never(imported, file))
        .map((imported) => `${file.path} imports ${imported}`),
    );
    expect(broken).toEqual([]);
  });

  test('production code has no switch for the local cloud', () => {
    const broken = files.filter(({ text }) =>
      /AWS_ENDPOINT_URL|127\.0\.0\.1|infra\/local/.test(text),
    );
    expect(broken.map(({ path }) => path)).toEqual([]);
  });
});
