import { labelAnswer, labelList, newLabelRequest } from '../../schemas/labels';
import { TEMPORAL_AWAY, type Operation } from '../operation';

/** Labels that tickets may have. */
export const LABELS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/labels',
    summary: 'Labels that tickets may have: the model’s and those that admins added',
    role: 'read',
    answer: labelList,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/labels',
    summary: 'Add a label beside the model’s; 200 where it is known already',
    role: 'admin',
    body: newLabelRequest,
    status: 201,
    alsoWell: { 200: 'It was known already' },
    answer: labelAnswer,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'delete',
    path: '/api/labels/{label}',
    summary: 'Take back a label that an admin added; tickets that have it keep it',
    role: 'admin',
    answer: labelAnswer,
    problems: {
      400: 'It can be no label',
      404: 'No admin had added it',
      409: 'The label is the model’s',
      ...TEMPORAL_AWAY,
    },
  },
];
