# syntax=docker/dockerfile:1.7
# All images of the product: targets api, bot, worker, training (one set of files, four commands) and mlflow.
#   docker build --target api -t oncek-api .
# Bases are pinned by version, and by digest where the product runs on them.
ARG NODE_IMAGE=node:20.20.0-bookworm-slim@sha256:d8a35d586fad3af7abb6fdb9ba972388395405f4d462da9e4a4ddcde67b5e0fb
ARG DEBIAN_IMAGE=debian:12.12-slim
ARG RUST_IMAGE=rust:1.88.0-slim-bookworm
ARG PYTHON_IMAGE=python:3.11.11-slim-bookworm

FROM ${NODE_IMAGE} AS node

# --- Compiles the native package and TypeScript -----------------------------------------------------------------------
FROM ${RUST_IMAGE} AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential libclang-dev python3 python3-pip \
  && rm -rf /var/lib/apt/lists/*
COPY --from=node /usr/local /usr/local
WORKDIR /src
ENV ONCEK_TOOLS=/tools PIP_BREAK_SYSTEM_PACKAGES=1
# Packages first, then the addon, which takes minutes: a change of the product's own code builds neither anew.
COPY package.json package-lock.json ./
COPY packages/lightgbm3/package.json packages/lightgbm3/
COPY packages/oncek-client/package.json packages/oncek-client/
COPY scripts/setup scripts/setup
RUN bash scripts/setup/npm-packages.sh
COPY packages packages
RUN bash scripts/setup/native.sh
COPY . .
RUN node scripts/setup/build.mjs && bash scripts/image/assemble.sh /image

# --- What all four have in common -------------------------------------------------------------------------------------
FROM ${DEBIAN_IMAGE} AS runtime
# Node alone, without npm, yarn and headers: nothing is installed in a running container. libgomp1: LightGBM's threads.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libgomp1 libstdc++6 tini tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 1000 node \
  && useradd --uid 1000 --gid node --no-create-home --shell /usr/sbin/nologin node \
  && install -d -o node -g node -m 0700 /data
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /image /app
WORKDIR /app
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Oncek" \
  org.opencontainers.image.description="A durable ticket desk for Telegram groups, on Temporal" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  io.oncek.sbom="/app/sbom.cdx.json" \
  io.oncek.sbom.format="CycloneDX"
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps OMP_WAIT_POLICY=passive \
  DATA_DIR=/data LISTEN_HOST=0.0.0.0 PRODUCT_METRICS_PORT=9465
USER 1000:1000
# The root file system may be read-only: only /data and /tmp are written to.
VOLUME ["/data"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/tini", "--", "node"]

FROM runtime AS api
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "dist/scripts/healthcheck.js", "api"]
CMD ["dist/workers/main.js", "api"]

FROM runtime AS bot
EXPOSE 8081 9464 9465
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "dist/scripts/healthcheck.js"]
CMD ["dist/workers/main.js", "group-bot", "admin-bot"]

FROM runtime AS worker
EXPOSE 9464 9465
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "dist/scripts/healthcheck.js"]
CMD ["dist/workers/main.js", "worker"]

FROM runtime AS training
EXPOSE 9464 9465
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "dist/scripts/healthcheck.js"]
CMD ["dist/workers/main.js", "training-worker"]

# --- MLflow with what it needs for PostgreSQL and S3, which its own image lacks ----------------------------------------
FROM ${PYTHON_IMAGE} AS mlflow
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
  && pip install --no-cache-dir mlflow==3.17.2 psycopg2-binary==2.9.13 boto3==1.44.8 \
  && useradd --system --uid 1000 --create-home mlflow
USER 1000
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/health', timeout=4)"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["mlflow", "server", "--host", "0.0.0.0", "--port", "5000"]
