/**
 * Whether the process of this container is alive, for Docker's health check: exit code 0 or 1. `api` as argument asks
 * the API's own port, else the one of the product's metrics.
 */
const { API_PORT = '8080', PRODUCT_METRICS_PORT = '9465' } = process.env;
const port = process.argv[2] === 'api' ? API_PORT : PRODUCT_METRICS_PORT;

fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(4_000) }).then(
  ({ status }) => process.exit(status === 200 ? 0 : 1),
  () => process.exit(1),
);
