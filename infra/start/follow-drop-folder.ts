import { S3Client } from '@aws-sdk/client-s3';
import { clientOptions, type Deployment, output } from '../example/organisation.ts';
import { watchDropFolder } from './drop-folder.ts';

/** Follows the drop folder with the operator's own S3 credentials, as any S3 client could. */
export function followDropFolder(deployment: Deployment, folder: string): Promise<() => void> {
  return watchDropFolder({
    s3: new S3Client(clientOptions(deployment)),
    bucket: output(deployment, 'FilesBucket'),
    folder,
    say: (line) => console.log(line),
  });
}
