/** A form that takes one file under one key. */
export interface Upload {
  readonly url: string;
  readonly fields: Record<string, string>;
}

/** One object of the bucket, in the version it had when it was named. */
export interface FileVersion {
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** Gives browsers a way to and from the bucket without an account there. */
export interface FileLinks {
  /** A form for exactly this key, up to 512 MB, for ten minutes. */
  upload(key: string): Promise<Upload>;
  /** A link that downloads the object under the name, for five minutes. */
  download(source: FileVersion, fileName: string): Promise<string>;
}

/** How long links to files hold, in seconds. */
export const linkSeconds = 300;
