import {
  modelInfo,
  promoteAnswer,
  promoteQuery,
  registryStatus,
  reloadAnswer,
  reloadRequest,
} from '../../schemas/model';
import { batchAnswer, batchRequest, predictAnswer, predictRequest } from '../../schemas/predict';
import type { Operation } from '../operation';

/** Predictions, the model in service and the registry. */
export const MODEL: readonly Operation[] = [
  {
    method: 'post',
    isTodays: true,
    path: '/api/predict',
    summary: 'Classify one text',
    role: 'read',
    body: predictRequest,
    answer: predictAnswer,
    problems: { 503: 'No model is in service' },
  },
  {
    method: 'post',
    isTodays: true,
    path: '/api/predict/batch',
    summary: 'Classify 1 to 100 texts',
    role: 'read',
    body: batchRequest,
    answer: batchAnswer,
    problems: { 503: 'No model is in service' },
  },
  {
    method: 'get',
    isTodays: true,
    path: '/api/model/info',
    summary: 'The model in service',
    role: 'read',
    answer: modelInfo,
  },
  {
    method: 'post',
    isTodays: true,
    path: '/api/model/reload',
    summary: 'Take over the promoted model now',
    role: 'admin',
    body: reloadRequest,
    isBodyOptional: true,
    answer: reloadAnswer,
    problems: { 503: 'The promoted model cannot be loaded; the former one serves on' },
  },
  {
    method: 'get',
    isTodays: true,
    path: '/api/mlflow/status',
    summary: 'Registered versions, newest first, and how often the candidate agrees with the one in service',
    role: 'read',
    answer: registryStatus,
    problems: { 503: 'The registry does not answer now', 502: 'The registry refuses us' },
  },
  {
    method: 'post',
    isTodays: true,
    path: '/api/mlflow/promote',
    summary: 'Put a version into service; every process follows within seconds',
    role: 'admin',
    query: promoteQuery,
    answer: promoteAnswer,
    problems: {
      422: 'There is no such version, or it cannot be loaded; nothing was changed',
      503: 'The registry does not answer now',
      502: 'The registry refuses us',
    },
  },
];
