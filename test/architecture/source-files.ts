import { glob, readFile } from 'node:fs/promises';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** What it imports, as written; type-only imports apart, because they leave nothing at run time. */
  readonly imports: readonly string[];
  readonly typeImports: readonly string[];
}

const statement = /^(?:import|export)\s+(type\s+)?[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;

/** Every TypeScript file below the given folders, with its imports. */
export async function sourceFiles(...folders: string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const path of glob(folders.map((folder) => `${folder}/**/*.ts`))) {
    const text = await readFile(path, 'utf8');
    const found = [...text.matchAll(statement)].map(([, type, from, bare]) => ({
      type: type !== undefined,
      from: from ?? bare ?? '',
    }));
    files.push({
      path,
      text,
      imports: found.filter((each) => !each.type).map((each) => each.from),
      typeImports: found.filter((each) => each.type).map((each) => each.from),
    });
  }
  return files.sort((a, b) => a.path.localeCompare(b.path));
}
