import path from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { PayloadKeys } from '../../config/types';
import { createPayloadCodec } from './codec';

/**
 * How clients and workers turn values into payloads. Search attributes and headers stay plain: the server reads them.
 * @param keys - null: nothing is encrypted, and nothing encrypted can be read
 */
export function createDataConverter(keys: PayloadKeys | null): DataConverter {
  if (keys === null) return {};
  return {
    payloadCodecs: [createPayloadCodec(keys)],
    ...(keys.encrypts && { failureConverterPath: path.join(__dirname, 'failure-converter') }),
  };
}
