import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';

type Reader = EventSourceMappingConfiguration;

/** The mappings of functions to streams whose ARN begins so. */
async function readers(client: LambdaClient, streams: string): Promise<Reader[]> {
  const found: Reader[] = [];
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, {}))
    found.push(
      ...EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn?.startsWith(streams)),
    );
  return found;
}

const functionName = ({ FunctionArn = '' }: Reader) => FunctionArn.split(':')[6] ?? FunctionArn;

/** The same mapping on another stream, from the first of its records. */
function like(reader: Reader, stream: string) {
  const { DestinationConfig: destinations } = reader;
  return new CreateEventSourceMappingCommand({
    EventSourceArn: stream,
    FunctionName: reader.FunctionArn,
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: reader.BatchSize,
    MaximumBatchingWindowInSeconds: reader.MaximumBatchingWindowInSeconds,
    ParallelizationFactor: reader.ParallelizationFactor,
    MaximumRecordAgeInSeconds: reader.MaximumRecordAgeInSeconds,
    MaximumRetryAttempts: reader.MaximumRetryAttempts,
    BisectBatchOnFunctionError: reader.BisectBatchOnFunctionError,
    FunctionResponseTypes: reader.FunctionResponseTypes,
    ...(reader.FilterCriteria?.Filters && {
      FilterCriteria: { Filters: reader.FilterCriteria.Filters },
    }),
    ...(destinations?.OnFailure?.Destination && {
      DestinationConfig: { OnFailure: { Destination: destinations.OnFailure.Destination } },
    }),
  });
}

/**
 * Lets every function that read an earlier stream of a table read the one that it has now, with the same filter and limits;
 * the earlier mappings go. Gives the names of all that read it then. Run again after it broke off, it goes on.
 */
export async function moveReaders(
  client: LambdaClient,
  tableArn: string,
  stream: string,
): Promise<string[]> {
  const all = (await readers(client, `${tableArn}/stream/`)).filter(
    ({ State }) => State !== 'Deleting',
  );
  const reading = new Set(
    all.filter(({ EventSourceArn }) => EventSourceArn === stream).map(functionName),
  );
  for (const earlier of all) {
    if (earlier.EventSourceArn === stream) continue;
    const name = functionName(earlier);
    if (!reading.has(name)) await client.send(like(earlier, stream));
    reading.add(name);
    await client.send(new DeleteEventSourceMappingCommand({ UUID: earlier.UUID }));
  }
  return [...reading].sort();
}

/**
 * Takes away mappings of a stream that the stacks do not know, so that a deploy can make its own: AWS refuses a second one of
 * the same function. Resolves when they are gone; the next mapping begins with the oldest record again.
 */
export async function releaseReaders(
  client: LambdaClient,
  stream: string,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const foreign = async () =>
    (await readers(client, stream)).filter(({ UUID = '' }) => !known.has(UUID));
  const released = await foreign();
  for (const { UUID } of released) await client.send(new DeleteEventSourceMappingCommand({ UUID }));
  // A mapping takes some seconds to go.
  while ((await foreign()).length > 0)
    await new Promise((resolve) => {
      setTimeout(resolve, 2_000);
    });
  return released.map(functionName).sort();
}
