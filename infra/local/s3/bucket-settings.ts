import * as z from 'zod';
import { readPayload } from './payload.ts';
import type { Handler } from './world.ts';
import { parseXml, xmlDocument } from './xml.ts';

const xmlHeaders = { 'content-type': 'application/xml' };

export const headBucket: Handler = ({ buckets, context }, { bucket }) => {
  buckets.get(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': context.region } };
};

export const getLocation: Handler = ({ buckets, context }, { bucket }) => {
  buckets.get(bucket);
  // The oldest region is written as nothing.
  const location = context.region === 'us-east-1' ? '' : context.region;
  return { status: 200, headers: xmlHeaders, body: xmlDocument('LocationConstraint', location) };
};

const Versioning = z.object({
  VersioningConfiguration: z.looseObject({ Status: z.enum(['Enabled', 'Suspended']) }),
});

export const getVersioning: Handler = ({ buckets }, { bucket }) => {
  const { versioning } = buckets.get(bucket);
  const content = versioning === '' ? {} : { Status: versioning };
  return {
    status: 200,
    headers: xmlHeaders,
    body: xmlDocument('VersioningConfiguration', content),
  };
};

export const putVersioning: Handler = ({ buckets }, call) => {
  readPayload(call);
  const { Status } = parseXml(Versioning, call.body).VersioningConfiguration;
  buckets.change(call.bucket, { versioning: Status });
  return { status: 200 };
};
