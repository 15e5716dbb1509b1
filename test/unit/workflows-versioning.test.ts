import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as workflows from '../../workflows';
import { declaredBehavior } from '../../workflows/versioning';

const FOLDER = join(__dirname, '../../workflows');

/** What `setWorkflowOptions` leaves on a workflow function, for the worker to find. */
type Annotated = { workflowDefinitionOptions?: unknown };

test('every workflow declares beside itself that it moves on with the current version', () => {
  const declared = Object.entries(workflows).map(([name, fn]) => [name, (fn as Annotated).workflowDefinitionOptions]);
  expect(declared).toHaveLength(readdirSync(FOLDER).filter((name) => name.endsWith('.workflow.ts')).length);
  expect(declared.filter(([, options]) => options !== declaredBehavior)).toEqual([]);
});
