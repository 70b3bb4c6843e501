// Runs before `npm start` under whatever Node the machine has, so it is plain, old JavaScript.
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    'Stratus CRM runs on Node 24, which “npm ci” brings along. This is Node ' +
      process.versions.node +
      ': run “npm ci” first (it needs Node 20 or newer), then “npm start”.',
  );
  process.exit(1);
}
