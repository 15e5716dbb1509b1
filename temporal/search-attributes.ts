import { SEARCH_ATTRIBUTE_TYPES } from '../workflows/search-attributes';

/** Names and types as the server's set-up takes them (`temporal server start-dev --search-attribute Name=Type`). */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, 'Keyword' | 'Double' | 'Datetime'>> = SEARCH_ATTRIBUTE_TYPES;
