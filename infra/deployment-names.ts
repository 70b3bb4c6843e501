/** The tag that names the deployment on everything it has. */
export const deploymentTag = 'stratus:deployment';

/** The output of the stack of tables that names the stream of table `records`. */
export const recordsStreamOutput = 'RecordsStream';
