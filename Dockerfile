# The product with PostgreSQL support and mcp-atlassian. Everything is built from crates.io, npm and PyPI.
#
#   docker build --tag jira-agent .
#
# Run it with compose.yaml, or see docs/OPERATIONS.md.

ARG RUST_VERSION=1.95
ARG PYTHON_VERSION=3.12

FROM rust:${RUST_VERSION}-bookworm AS tools
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpq-dev \
    && rm -rf /var/lib/apt/lists/*
# Versions as in scripts/tools.sh and Cargo.toml: wasm-bindgen reads only modules made by exactly its own version.
ARG CARGO_LEPTOS_VERSION=0.3.10
ARG WASM_BINDGEN_VERSION=0.2.130
# The tools are compiled for speed of compiling; these settings end with this line.
RUN export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    && rustup target add wasm32-unknown-unknown \
    && cargo install cargo-leptos --locked --version "${CARGO_LEPTOS_VERSION}" --features no_downloads \
    && cargo install wasm-bindgen-cli --version "${WASM_BINDGEN_VERSION}" \
    && rm -rf /usr/local/cargo/registry

FROM node:22-bookworm-slim AS style
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM tools AS build
COPY --from=style /usr/local/bin/node /usr/local/bin/node
WORKDIR /source
COPY . .
COPY --from=style /source/node_modules ./node_modules
# One release with everything inside: pages, assets, migrations.
RUN cargo leptos build --release --precompress --bin-features postgres \
    && install -D --mode=0755 target/release/jira-agent /out/jira-agent

FROM python:${PYTHON_VERSION}-slim-bookworm AS mcp
COPY scripts/mcp-atlassian.constraints.txt /tmp/constraints.txt
RUN python -m venv /opt/mcp \
    && /opt/mcp/bin/pip install --no-cache-dir --disable-pip-version-check \
       --constraint /tmp/constraints.txt mcp-atlassian==0.23.1

FROM python:${PYTHON_VERSION}-slim-bookworm
# PostgreSQL's programs make backups and have to be of the server's major version (compose.yaml); the certificates are for
# Jira and models with public ones.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpq5 postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 agent \
    && useradd --system --uid 10001 --gid agent --home-dir /var/lib/jira-agent --create-home --shell /usr/sbin/nologin agent
COPY --from=mcp /opt/mcp /opt/mcp
COPY --from=build /out/jira-agent /usr/local/bin/jira-agent
# An example; mount your own over it.
COPY config /etc/jira-agent
ENV APP_MODE=production \
    CONFIG_DIR=/etc/jira-agent \
    DATABASE_URL=sqlite:///var/lib/jira-agent/jira-agent.db \
    LISTEN_ADDRESS=0.0.0.0:3000 \
    PATH=/opt/mcp/bin:/usr/local/bin:/usr/bin:/bin
USER agent
WORKDIR /var/lib/jira-agent
VOLUME /var/lib/jira-agent
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["jira-agent"]
CMD ["serve"]
