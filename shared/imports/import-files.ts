import type { ImportSource } from './import-job.ts';

export interface FileFacts {
  readonly size: number;
  readonly at: Date;
  readonly versionId: string | undefined;
}

/** The bucket as imports use it. */
export interface ImportFiles {
  /** Size and time of exactly this version; undefined if it is gone. */
  facts(source: Pick<ImportSource, 'key' | 'versionId'>): Promise<FileFacts | undefined>;
  /** The bytes of exactly this version, streamed; undefined if it is gone. */
  open(
    source: Pick<ImportSource, 'key' | 'versionId'>,
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** A part of this version's bytes, from `start` up to, not including, `end`. */
  readRange(
    source: Pick<ImportSource, 'key' | 'versionId'>,
    start: number,
    end: number,
  ): AsyncIterable<Uint8Array>;
  /** A small object's text; undefined if it is not there. */
  readText(key: string): Promise<string | undefined>;
  /** The bytes may be used for something else once it is done. */
  write(key: string, body: string | Uint8Array, contentType: string): Promise<void>;
  /** Writes what comes, in parts, with flat memory. */
  writeStream(key: string, body: AsyncIterable<Uint8Array>, contentType: string): Promise<void>;
}
